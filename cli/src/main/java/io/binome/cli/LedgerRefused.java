package io.binome.cli;

/** The ledger that a server shows is not the one that this computer has seen: nothing of the answer is shown. */
final class LedgerRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerRefused(String message) {
        super(message);
    }
}
