package io.binome.drivers.vault;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Watch;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.VaultConnections.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells that a tenant's Vault does not answer, when it did not twice in a row, and that it answers again. Each look takes
 * what the one before found out and asks anew meanwhile: one that is silent makes nobody wait. What it remembers goes with
 * the process: an outage that outlives it is told anew.
 */
public final class VaultWatch implements Watch {
    private static final Actor MACHINE = new Actor.Machine("vault");
    private static final String ALL_OTHERS = "";

    private final VaultSecretStore store;
    private final VaultConnections connections;
    private final Function<TenantScope, String> page;
    private final InstantSource clock;
    private final ConcurrentHashMap<Place, Seen> seen = new ConcurrentHashMap<>();

    private record Place(TenantId tenant, String environment) {}

    /**
     * @param asked what is being found out
     * @param since when it was found not to answer; null when it answers
     */
    private record Seen(
            Connection connection,
            FutureTask<Optional<String>> asked,
            @Nullable Instant since,
            boolean told) {}

    /** @param page where the tenant's secrets are shown */
    public VaultWatch(
            VaultSecretStore store,
            VaultConnections connections,
            Function<TenantScope, String> page,
            InstantSource clock) {
        this.store = store;
        this.connections = connections;
        this.page = page;
        this.clock = clock;
    }

    @Override
    public List<Notice.OfTenant> look(TenantScope scope) {
        List<Notice.OfTenant> found = new ArrayList<>();
        Set<Place> present = new HashSet<>();
        connections.kept(scope).forEach(kept -> {
            String environment = kept.environment() == null ? ALL_OTHERS : kept.environment();
            connections.find(scope, environment).ifPresent(connection -> {
                Place place = new Place(scope.tenant(), environment);
                present.add(place);
                seen.compute(place, (_, before) -> next(scope, environment, connection, before, found));
            });
        });
        seen.keySet().removeIf(place -> place.tenant().equals(scope.tenant()) && !present.contains(place));
        return found;
    }

    /** Whether all that was asked is answered. */
    boolean settled() {
        return seen.values().stream().allMatch(one -> one.asked().isDone());
    }

    private Seen next(
            TenantScope scope,
            String environment,
            Connection connection,
            @Nullable Seen before,
            List<Notice.OfTenant> found) {
        if (before == null || !before.connection().equals(connection)) {
            return new Seen(connection, ask(connection), null, false);
        }
        if (!before.asked().isDone()) {
            return before;
        }
        Optional<String> away = answer(before.asked());
        if (away.isEmpty()) {
            if (before.told() && before.since() != null) {
                found.add(notice(NoticeKind.SECRETS_BACK, scope, environment, before.since(), connection, null));
            }
            return new Seen(connection, ask(connection), null, false);
        }
        if (before.since() == null) {
            return new Seen(connection, ask(connection), clock.instant(), false);
        }
        if (!before.told()) {
            found.add(
                    notice(NoticeKind.SECRETS_UNREACHABLE, scope, environment, before.since(), connection, away.get()));
        }
        return new Seen(connection, ask(connection), before.since(), true);
    }

    private FutureTask<Optional<String>> ask(Connection connection) {
        FutureTask<Optional<String>> task = new FutureTask<>(() -> store.away(connection));
        Thread.ofVirtual().name("vault-watch").start(task);
        return task;
    }

    private static Optional<String> answer(FutureTask<Optional<String>> asked) {
        try {
            return asked.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of("it could not be asked");
        }
    }

    private Notice.OfTenant notice(
            NoticeKind kind,
            TenantScope scope,
            String environment,
            Instant since,
            Connection connection,
            @Nullable String reason) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("path", page.apply(scope));
        if (reason != null) {
            facts.put("reason", connection.address() + ": " + reason + ".");
        }
        return new Notice.OfTenant(kind, MACHINE, "vault/" + environment, facts, environment + "/" + since);
    }
}
