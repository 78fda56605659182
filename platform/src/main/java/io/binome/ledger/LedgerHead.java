package io.binome.ledger;

/**
 * Where a log ends: all that somebody must keep to know later that nothing before it was changed.
 *
 * @param entries how many there are, which is the index of the next
 * @param chainHash of the last one, lower-case hexadecimal; empty for an empty log
 */
public record LedgerHead(long entries, String chainHash) {
    public static final LedgerHead EMPTY = new LedgerHead(0, "");
}
