package io.binome.drivers.docker;

import io.binome.kernel.TenantId;
import io.binome.workloads.ImageOwnership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An {@link ImageOwnership} that lives as long as the test. */
public final class RememberedOwnership implements ImageOwnership {
    private final Set<String> open = new HashSet<>();
    private final Map<String, Set<TenantId>> granted = new HashMap<>();

    @Override
    public synchronized void open(String digest) {
        open.add(digest);
    }

    @Override
    public synchronized void grant(String digest, TenantId tenant) {
        granted.computeIfAbsent(digest, any -> new HashSet<>()).add(tenant);
    }

    @Override
    public synchronized boolean mayUse(Set<String> digests, TenantId tenant) {
        return digests.stream().noneMatch(granted::containsKey)
                || digests.stream().anyMatch(open::contains)
                || digests.stream().anyMatch(digest -> granted.getOrDefault(digest, Set.of())
                        .contains(tenant));
    }

    @Override
    public synchronized Set<String> grantedTo(TenantId tenant) {
        Set<String> all = new HashSet<>();
        granted.forEach((digest, tenants) -> {
            if (tenants.contains(tenant)) {
                all.add(digest);
            }
        });
        return all;
    }
}
