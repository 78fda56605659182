package io.binome.idempotency;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantScope;
import org.jspecify.annotations.Nullable;

/**
 * Keys by which a member's program sends a request again without its being carried out again. Kept for 24 hours, per
 * member, as hashes. Only what succeeded is kept: a request that was refused changed nothing and may be sent again.
 */
public interface IdempotencyKeys {
    /**
     * Takes the key for a request; of two at once one is fresh.
     *
     * @param key 1 to 255 characters
     * @param request all that makes it this request: method, address and body
     * @throws io.binome.kernel.ProblemException with {@link IdempotencyProblem.KeyReused},
     *     {@link IdempotencyProblem.NotFinished}, {@link IdempotencyProblem.AnswerNotKept}
     */
    Claim claim(TenantScope home, MemberId member, String key, byte[] request);

    /** Keeps the answer of a fresh request that succeeded. */
    void keep(TenantScope home, MemberId member, String key, Answer answer);

    /** Gives the key of a fresh request back that changed nothing. */
    void release(TenantScope home, MemberId member, String key);

    /** What came of taking a key. */
    sealed interface Claim {
        /** To be carried out, then {@link #keep kept} or {@link #release released}. */
        record Fresh() implements Claim {}

        /** Was carried out before, with this answer. */
        record Answered(Answer answer) implements Claim {}
    }

    /**
     * An answer to a request.
     *
     * @param body null when it must not be kept: it holds a secret, or is too large
     */
    @SuppressWarnings("ArrayRecordComponent") // Only handed on, never compared.
    record Answer(int status, @Nullable String contentType, byte @Nullable [] body) {}
}
