package io.binome.ledger;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What can go wrong with logs. */
public sealed interface LedgerProblem extends Problem {
    /** An entry or a size that the log has not reached. */
    @ProblemType(code = "ledger-not-so-long", status = 404)
    record NotSoLong(long asked, long entries) implements LedgerProblem {
        @Override
        public String message() {
            return "The ledger has " + entries + " entries, so nothing can be proven about " + asked + ".";
        }
    }

    /** The log does not begin with what was signed before. */
    @ProblemType(code = "ledger-rewritten", status = 409)
    record Rewritten(long size) implements LedgerProblem {
        @Override
        public String message() {
            return "The ledger no longer begins with the " + size
                    + " entries that were signed: somebody has changed the"
                    + " database. Nothing is signed any more. Keep the database as it is, and verify the ledger: it names"
                    + " the entry.";
        }
    }

    /** The private key cannot be opened. */
    @ProblemType(code = "ledger-key-lost", status = 503)
    record KeyLost(String key) implements LedgerProblem {
        @Override
        public String message() {
            return "The signing key " + key
                    + " of this ledger cannot be opened, so no checkpoint is signed. The entries are"
                    + " safe. If it is lost for good, the provider replaces it: binome ledger key replace.";
        }
    }

    /** Not a key that may co-sign. */
    @ProblemType(code = "cosigner-not-found", status = 404)
    record CosignerNotFound(String name) implements LedgerProblem {
        @Override
        public String message() {
            return "There is no co-signer " + name
                    + ". A lead registers its public key: binome ledger cosigner add KEY.";
        }
    }

    /** A cosignature that is not taken. */
    @ProblemType(code = "cosignature-refused", status = 422)
    record CosignatureRefused(String reason) implements LedgerProblem {
        @Override
        public String message() {
            return "The cosignature was not taken: " + reason + ". The checkpoint stays as it was.";
        }
    }
}
