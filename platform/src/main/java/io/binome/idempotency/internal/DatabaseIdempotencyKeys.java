package io.binome.idempotency.internal;

import io.binome.database.Database;
import io.binome.idempotency.IdempotencyKeys;
import io.binome.idempotency.IdempotencyProblem.AnswerNotKept;
import io.binome.idempotency.IdempotencyProblem.KeyReused;
import io.binome.idempotency.IdempotencyProblem.NotFinished;
import io.binome.idempotency.internal.IdempotencyKeyStore.Kept;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Keys in the tenant of the member who used them. */
public final class DatabaseIdempotencyKeys implements IdempotencyKeys {
    private static final Duration KEPT = Duration.ofHours(24);

    private final Database database;
    private final InstantSource clock;
    private final IdempotencyKeyStore store = new IdempotencyKeyStore();

    public DatabaseIdempotencyKeys(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Claim claim(TenantScope home, MemberId member, String key, byte[] request) {
        // Hashed together with the key: a body may hold a password, which its own hash would let be guessed.
        String requestHash = Sha256.hex(key.getBytes(StandardCharsets.UTF_8), new byte[] {0}, request);
        Instant now = clock.instant();
        Optional<Kept> found = database.inTenant(home, transaction -> {
            store.deleteOlder(transaction, now.minus(KEPT));
            while (!store.insert(transaction, member, hash(key), requestHash, now)) {
                Optional<Kept> before = store.find(transaction, member, hash(key));
                if (before.isPresent()) {
                    return before;
                }
                // Released in between: it is free again.
            }
            return Optional.empty();
        });
        if (found.isEmpty()) {
            return new Claim.Fresh();
        }
        Kept kept = found.get();
        if (!kept.requestHash().equals(requestHash)) {
            throw new ProblemException(new KeyReused());
        }
        if (kept.status() == null) {
            throw new ProblemException(new NotFinished());
        }
        if (kept.body() == null) {
            throw new ProblemException(new AnswerNotKept());
        }
        return new Claim.Answered(new Answer(kept.status(), kept.contentType(), kept.body()));
    }

    @Override
    public void keep(TenantScope home, MemberId member, String key, Answer answer) {
        database.inTenant(home, transaction -> {
            store.answer(transaction, member, hash(key), answer);
            return true;
        });
    }

    @Override
    public void release(TenantScope home, MemberId member, String key) {
        database.inTenant(home, transaction -> {
            store.delete(transaction, member, hash(key));
            return true;
        });
    }

    private static String hash(String key) {
        return Sha256.hex(key);
    }
}
