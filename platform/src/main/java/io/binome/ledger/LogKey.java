package io.binome.ledger;

import java.time.Instant;

/**
 * A key of a log.
 *
 * @param firstSize checkpoints of at least so many entries are signed by it, up to the next key's
 */
public record LogKey(NoteKey key, int generation, long firstSize, Instant madeAt) {}
