package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Borrower;
import io.binome.secrets.PatientAttempt;
import io.binome.secrets.SecretsProblem.KeyForgotten;
import io.binome.secrets.SecretsProblem.OtherMasterKey;
import io.binome.secrets.WrappingKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of tenants, unwrapped and kept in memory: they never change, and are asked for in every plan. Where the master
 * key says for how long, they are unwrapped anew when half of that time is over, and used no more when all of it is: in
 * between it may be away.
 */
final class TenantKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);

    private final Database database;
    private final InstantSource clock;
    private final WrappingKey master;
    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final TenantKeyStore store = new TenantKeyStore();
    private final ConcurrentHashMap<TenantId, Known> known = new ConcurrentHashMap<>();

    /** What is known of a tenant; {@code renewing} while somebody unwraps it anew. */
    private record Known(
            List<TenantKey> keys, List<TenantKeyStore.Wrapped> forgotten, long nanos, AtomicBoolean renewing) {}

    TenantKeys(Database database, InstantSource clock, WrappingKey master, SecureRandom random, LongSupplier nanoTime) {
        this.database = database;
        this.clock = clock;
        this.master = master;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** The one that seals. */
    TenantKey newest(TenantScope scope) {
        return all(scope).keys().getLast();
    }

    /** The one that comparisons are made with: what was recorded under it must stay comparable. */
    TenantKey first(TenantScope scope) {
        return all(scope).keys().getFirst();
    }

    /**
     * The key of a generation.
     *
     * @throws IllegalStateException when there is none
     * @throws ProblemException with {@link KeyForgotten} when its master key was given up for lost
     */
    TenantKey get(TenantScope scope, int generation) {
        TenantKey present = find(all(scope), generation);
        if (present == null) {
            // Another server may have made it since.
            known.remove(scope.tenant());
            present = find(all(scope), generation);
        }
        if (present == null) {
            throw new IllegalStateException("Tenant " + scope.tenant() + " has no key of generation " + generation);
        }
        return present;
    }

    private static @Nullable TenantKey find(Known known, int generation) {
        for (TenantKey key : known.keys()) {
            if (key.generation() == generation) {
                return key;
            }
        }
        for (TenantKeyStore.Wrapped key : known.forgotten()) {
            if (key.generation() == generation) {
                throw new ProblemException(new KeyForgotten(key.masterKey()));
            }
        }
        return null;
    }

    /** Before work begins that must not stand without keys half-way: they are good for half of their time at least. */
    void await(TenantScope scope, Borrower borrower) {
        PatientAttempt.DEFAULT.of(borrower, () -> {
            Known present = known.get(scope.tenant());
            return present == null || aged(present, 2) ? renewed(scope) : present;
        });
    }

    private Known all(TenantScope scope) {
        Known present = known.get(scope.tenant());
        // Not computeIfAbsent: nobody should wait behind another tenant's query.
        if (present == null || aged(present, 1)) {
            return renewed(scope);
        }
        if (aged(present, 2) && present.renewing().compareAndSet(false, true)) {
            Thread.ofVirtual().name("tenant-keys").start(() -> renewQuietly(scope, present));
        }
        return present;
    }

    private boolean aged(Known keys, int partOfTime) {
        Duration most = master.keptFor();
        return most != null && nanoTime.getAsLong() - keys.nanos() >= most.toNanos() / partOfTime;
    }

    private void renewQuietly(TenantScope scope, Known present) {
        try {
            renewed(scope);
        } catch (RuntimeException failed) {
            LOG.warn("The keys of tenant {} are used on and asked for again: {}", scope.tenant(), failed.toString());
        } finally {
            present.renewing().set(false);
        }
    }

    private Known renewed(TenantScope scope) {
        Known loaded = load(scope);
        known.put(scope.tenant(), loaded);
        return loaded;
    }

    /** In a thread of its own: whoever seals may be inside a transaction, and a thread has one at a time. */
    private Known load(TenantScope scope) {
        FutureTask<Known> loading = new FutureTask<>(() -> read(scope));
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

    private Known read(TenantScope scope) {
        long asked = nanoTime.getAsLong();
        List<TenantKeyStore.Wrapped> wrapped = database.inTenant(scope, store::list);
        if (wrapped.stream().allMatch(TenantKeyStore.Wrapped::lost)) {
            byte[] secret = new byte[TenantKey.BYTES];
            random.nextBytes(secret);
            int generation = wrapped.isEmpty() ? 1 : wrapped.getLast().generation() + 1;
            var fresh = new TenantKeyStore.Wrapped(
                    generation, master.id(), master.wrap(secret, use(scope, generation)), false);
            wrapped = database.inTenant(scope, transaction -> {
                store.insert(transaction, fresh, clock.instant());
                return store.list(transaction);
            });
        }
        List<TenantKey> keys = new ArrayList<>();
        for (TenantKeyStore.Wrapped key : wrapped) {
            if (!key.lost()) {
                keys.add(unwrapped(scope, key));
            }
        }
        return new Known(
                keys, wrapped.stream().filter(TenantKeyStore.Wrapped::lost).toList(), asked, new AtomicBoolean());
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
