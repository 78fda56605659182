package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.MasterKey;
import io.binome.secrets.SecretsProblem.OtherMasterKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The keys of tenants, unwrapped once and kept in memory: they never change, and are asked for in every plan. */
final class TenantKeys {
    private final Database database;
    private final InstantSource clock;
    private final MasterKey master;
    private final SecureRandom random;
    private final TenantKeyStore store = new TenantKeyStore();
    private final ConcurrentHashMap<TenantId, List<TenantKey>> known = new ConcurrentHashMap<>();

    TenantKeys(Database database, InstantSource clock, MasterKey master, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.master = master;
        this.random = random;
    }

    /** The one that seals. */
    TenantKey newest(TenantScope scope) {
        return all(scope).getLast();
    }

    /** The one that comparisons are made with: what was recorded under it must stay comparable. */
    TenantKey first(TenantScope scope) {
        return all(scope).getFirst();
    }

    /** @throws IllegalStateException when there is none of that generation */
    TenantKey get(TenantScope scope, int generation) {
        for (TenantKey key : all(scope)) {
            if (key.generation() == generation) {
                return key;
            }
        }
        // Another server may have made it since.
        known.remove(scope.tenant());
        return all(scope).stream()
                .filter(key -> key.generation() == generation)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Tenant " + scope.tenant() + " has no key of generation " + generation));
    }

    private List<TenantKey> all(TenantScope scope) {
        List<TenantKey> keys = known.get(scope.tenant());
        if (keys == null) {
            // Not computeIfAbsent: nobody should wait behind another tenant's query.
            keys = load(scope);
            known.put(scope.tenant(), keys);
        }
        return keys;
    }

    /** In a thread of its own: whoever seals may be inside a transaction, and a thread has one at a time. */
    private List<TenantKey> load(TenantScope scope) {
        FutureTask<List<TenantKey>> loading = new FutureTask<>(() -> read(scope));
        Thread.ofVirtual().name("tenant-keys").start(loading);
        try {
            return loading.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the keys of tenant " + scope.tenant() + " were read");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The keys of tenant " + scope.tenant() + " could not be read", failed);
        }
    }

    private List<TenantKey> read(TenantScope scope) {
        List<TenantKeyStore.Wrapped> wrapped = database.inTenant(scope, store::list);
        if (wrapped.isEmpty()) {
            byte[] secret = new byte[TenantKey.BYTES];
            random.nextBytes(secret);
            var first = new TenantKeyStore.Wrapped(1, master.id(), master.wrap(secret, use(scope, 1)));
            wrapped = database.inTenant(scope, transaction -> {
                store.insert(transaction, first, clock.instant());
                return store.list(transaction);
            });
        }
        return wrapped.stream().map(key -> unwrapped(scope, key)).toList();
    }

    private TenantKey unwrapped(TenantScope scope, TenantKeyStore.Wrapped key) {
        if (!key.masterKey().equals(master.id())) {
            throw new ProblemException(new OtherMasterKey(key.masterKey(), master.id()));
        }
        return new TenantKey(key.generation(), master.unwrap(key.bytes(), use(scope, key.generation())));
    }

    /** What a wrapped key is bound to. */
    static String use(TenantScope scope, int generation) {
        return "tenant " + scope.tenant() + ", generation " + generation;
    }
}
