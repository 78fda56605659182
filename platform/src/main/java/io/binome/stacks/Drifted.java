package io.binome.stacks;

import java.time.Instant;

/**
 * A resource that is no longer as it was applied.
 *
 * @param resource {@code before} as applied, {@code after} as found
 * @param since when that was noticed first
 */
public record Drifted(ResourceChange resource, Instant since) {}
