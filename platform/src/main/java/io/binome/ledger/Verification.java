package io.binome.ledger;

/** What a recomputation of a log found. */
public sealed interface Verification {
    /** Every hash holds; {@code head} is the last chain hash, empty for an empty log. */
    record Sound(long entries, String head) implements Verification {}

    /** The first entry that does not hold, and why. */
    record Broken(long index, String reason) implements Verification {}
}
