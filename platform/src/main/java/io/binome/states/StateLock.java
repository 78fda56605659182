package io.binome.states;

import io.binome.kernel.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held.
 *
 * @param info as the client gave it
 * @param actor as {@link io.binome.kernel.Actor#reference()}
 * @param run that holds it and whose end releases it; null for a person's, which never expires by itself
 */
public record StateLock(
        LockInfo info, String actor, @Nullable RunId run, Instant since) {}
