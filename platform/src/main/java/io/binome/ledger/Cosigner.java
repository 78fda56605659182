package io.binome.ledger;

import java.time.Instant;

/**
 * A second party that may co-sign a tenant's checkpoints.
 *
 * @param addedBy as the ledger keeps people
 */
public record Cosigner(NoteKey key, String addedBy, Instant addedAt) {}
