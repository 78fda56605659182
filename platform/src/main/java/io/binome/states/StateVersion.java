package io.binome.states;

import io.binome.kernel.ChangeId;
import io.binome.kernel.RunId;
import io.binome.kernel.StateVersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a state, without its body.
 *
 * @param serial rises with every version of a lineage
 * @param lineage drawn by the client when the state was first made
 * @param terraformVersion of the program that wrote it; "" where the state is encrypted by the client
 * @param sizeBytes of the body as the client sent it
 * @param sha256 of the body, lower-case hexadecimal
 * @param md5 of the body, in Base64 as in the header Content-MD5
 * @param encrypted whether OpenTofu encrypted it before it was sent, so that nothing of it can be shown here
 * @param actor as {@link io.binome.kernel.Actor#reference()}
 * @param run that wrote it; null where a person did
 * @param change that the run belongs to
 * @param origin how it came to be
 * @param source the version that was rolled back to; null otherwise
 * @param removed the address that was taken out; null otherwise
 */
public record StateVersion(
        StateVersionId id,
        StateKey key,
        long serial,
        String lineage,
        String terraformVersion,
        long sizeBytes,
        String sha256,
        String md5,
        boolean encrypted,
        Instant createdAt,
        String actor,
        @Nullable RunId run,
        @Nullable ChangeId change,
        Origin origin,
        @Nullable StateVersionId source,
        @Nullable String removed) {
    /** How a version came to be. */
    public enum Origin {
        /** By a run. */
        WRITTEN,
        /** Brought in by a person, while there was none. */
        IMPORTED,
        /** By a person later on, as the contract's break-glass admitted. */
        BY_HAND,
        /** The body of an earlier version under a new serial. */
        ROLLED_BACK,
        /** The version before it without one resource. */
        RESOURCE_REMOVED
    }
}
