package io.binome.secrets;

import io.binome.kernel.TenantScope;
import io.binome.runs.LogMask;
import io.binome.runs.SecretSearch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a store lends: made by each {@link SecretStore}. Shows nothing in its text form. */
public final class LentSecrets implements SecretStore.Lent {
    private final TenantScope scope;
    private final SortedMap<SecretReference, byte[]> values;
    private final SortedMap<String, String> resolutions;
    private final Fingerprint fingerprint;
    private final Runnable giveBack;
    private final SecretSearch search;
    private final List<Map.Entry<String, String>> dynamic;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param values by the references as they were asked for
     * @param meant pinned, by those that were not
     * @param giveBack ends the leases; once, and never throws
     */
    public LentSecrets(
            TenantScope scope,
            Map<SecretReference, byte[]> values,
            Map<SecretReference, SecretReference> meant,
            Fingerprint fingerprint,
            Runnable giveBack) {
        this.scope = scope;
        this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        SortedMap<String, String> pins = new TreeMap<>();
        meant.forEach((asked, pinned) -> {
            if (!asked.isPinned() && !asked.isDynamic()) {
                pins.put(asked.resolutionKey(), pinned.text());
            }
        });
        this.resolutions = Collections.unmodifiableSortedMap(pins);
        this.fingerprint = fingerprint;
        this.giveBack = giveBack;
        this.search = SecretSearch.of(values.values());
        this.dynamic = new ArrayList<>();
        values.forEach((reference, value) -> {
            if (reference.isDynamic()) {
                dynamic.add(Map.entry(new String(value, StandardCharsets.UTF_8), reference.text()));
            }
        });
        // A name may be part of a password.
        dynamic.sort(Comparator.comparing(
                        (Map.Entry<String, String> entry) -> entry.getKey().length())
                .reversed());
    }

    @Override
    public SortedMap<SecretReference, byte[]> values() {
        SortedMap<SecretReference, byte[]> copies = new TreeMap<>();
        values.forEach((reference, value) -> copies.put(reference, value.clone()));
        return copies;
    }

    @Override
    public SortedMap<String, String> resolutions() {
        return resolutions;
    }

    @Override
    public String fingerprintOf(SecretReference reference) {
        byte[] value = Optional.ofNullable(values.get(reference))
                .orElseThrow(() -> new IllegalArgumentException("Not lent: " + reference.text()));
        return fingerprint.of(scope, reference.isDynamic() ? reference.text().getBytes(StandardCharsets.UTF_8) : value);
    }

    @Override
    public String fingerprintOf(String text) {
        String stable = text;
        for (Map.Entry<String, String> value : dynamic) {
            stable = stable.replace(value.getKey(), value.getValue());
        }
        return fingerprint.of(scope, stable.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public LogMask mask() {
        return LogMask.of(search);
    }

    @Override
    public SecretSearch search() {
        return search;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            giveBack.run();
        }
    }

    @Override
    public String toString() {
        return "LentSecrets"
                + values.keySet().stream().map(SecretReference::text).toList();
    }
}
