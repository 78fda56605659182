package io.binome.states;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.time.Instant;
import java.util.Map;

/** What a caller of this room may be told. */
public sealed interface StatesProblem extends Problem {
    @ProblemType(code = "state-version-not-found", status = 404)
    record VersionNotFound(long serial) implements StatesProblem {
        @Override
        public String message() {
            return "There is no version with serial " + serial + " of this state, or no longer.";
        }
    }

    @ProblemType(code = "state-not-found", status = 404)
    record StateNotFound(String workspace) implements StatesProblem {
        @Override
        public String message() {
            return "Nothing has been written to the state of workspace " + workspace + " yet.";
        }
    }

    /** Somebody holds the lock. */
    @ProblemType(code = "state-locked", status = 423)
    record StateLocked(StateLock lock) implements StatesProblem {
        @Override
        public String message() {
            return "The state is locked by " + who() + " (" + operation() + ", lock "
                    + lock.info().id()
                    + "). Nothing was changed. Wait for it, or release it by force when its holder is gone.";
        }

        private String who() {
            return lock.info().who().isEmpty() ? lock.actor() : lock.info().who();
        }

        private String operation() {
            return lock.info().operation().isEmpty()
                    ? "unnamed operation"
                    : lock.info().operation();
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of(
                    "who", who(), "operation", operation(), "lock", lock.info().id());
        }
    }

    @ProblemType(code = "state-lock-not-held", status = 409)
    record LockNotHeld(String lock) implements StatesProblem {
        @Override
        public String message() {
            return "Lock " + lock + " is not held: it was released, perhaps by force. Nothing was changed. Lock the"
                    + " state again and look at what it holds now.";
        }
    }

    @ProblemType(code = "state-lock-of-another", status = 403)
    record LockOfAnother(String lock) implements StatesProblem {
        @Override
        public String message() {
            return "Lock " + lock + " belongs to somebody else. Nothing was changed. A lead or an operator may release"
                    + " it by force.";
        }
    }

    @ProblemType(code = "state-lineage-foreign", status = 409)
    record LineageForeign(String lineage, String expected) implements StatesProblem {
        @Override
        public String message() {
            return "This state has lineage " + lineage + ", and the one kept here " + expected
                    + ": they are states of different things. Nothing was stored. Look whether the address is of the"
                    + " stack that you mean.";
        }
    }

    @ProblemType(code = "state-serial-stale", status = 409)
    record SerialStale(long serial, long latest) implements StatesProblem {
        @Override
        public String message() {
            return "This state has serial " + serial + ", and the one kept here has " + latest
                    + " with other content: somebody wrote in between. Nothing was stored. Read the state again and"
                    + " plan anew.";
        }
    }

    @ProblemType(code = "state-written-by-hand", status = 403)
    record WrittenByHand() implements StatesProblem {
        @Override
        public String message() {
            return "This state is written by applied changes alone, since it was first imported. Nothing was stored."
                    + " Propose a change. In an emergency, open a break-glass for it first, where the contract lets you:"
                    + " binome state break-glass open.";
        }
    }

    @ProblemType(code = "state-read-only", status = 403)
    record ReadOnly() implements StatesProblem {
        @Override
        public String message() {
            return "This run may not write the state: it only reads, or it has ended. Nothing was stored.";
        }
    }

    @ProblemType(code = "state-malformed", status = 400)
    record Malformed(String reason) implements StatesProblem {
        @Override
        public String message() {
            return "This is no state: " + reason + ". Nothing was stored.";
        }
    }

    @ProblemType(code = "state-truncated", status = 400)
    record Truncated() implements StatesProblem {
        @Override
        public String message() {
            return "The state ended before its time: the connection was cut, or it is shorter than announced. Nothing"
                    + " was stored. Send it again.";
        }
    }

    @ProblemType(code = "state-checksum-wrong", status = 400)
    record ChecksumWrong() implements StatesProblem {
        @Override
        public String message() {
            return "The state is not what Content-MD5 says: it was altered on its way. Nothing was stored. Send it"
                    + " again.";
        }
    }

    @ProblemType(code = "state-too-large", status = 413)
    record TooLarge(long limitMegabytes) implements StatesProblem {
        @Override
        public String message() {
            return "The state is larger than the " + limitMegabytes + " MB that this server takes. Nothing was stored."
                    + " Split the stack, or ask the provider to raise binome.state.largest.";
        }
    }

    @ProblemType(code = "state-encrypted", status = 409)
    record StateEncrypted(long serial) implements StatesProblem {
        @Override
        public String message() {
            return "Version " + serial + " was encrypted by OpenTofu before it came here, so it cannot be looked into."
                    + " Download it and use tofu with its key.";
        }
    }

    @ProblemType(code = "state-resource-not-found", status = 404)
    record ResourceNotFound(String address) implements StatesProblem {
        @Override
        public String message() {
            return "The state has no resource at " + address + ". Nothing was changed.";
        }
    }

    @ProblemType(code = "state-moved-on", status = 409)
    record MovedOn(long serial) implements StatesProblem {
        @Override
        public String message() {
            return "The state was written while this was prepared and now has serial " + serial
                    + ". Nothing was changed. Look at it and try again.";
        }
    }

    /** Nobody may write states by hand. */
    @ProblemType(code = "break-glass-forbidden", status = 403)
    record BreakGlassForbidden() implements StatesProblem {
        @Override
        public String message() {
            return "The contract lets nobody write states by hand, or is not accepted yet. Nothing was changed. Propose a"
                    + " change instead.";
        }
    }

    /** Others may. */
    @ProblemType(code = "break-glass-not-yours", status = 403)
    record BreakGlassNotYours(String who) implements StatesProblem {
        @Override
        public String message() {
            return "By the contract, " + who
                    + " may write states by hand, and you may not. Nothing was changed. Ask them,"
                    + " or propose a change.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("who", who);
        }
    }

    /** One at a time for each person and state. */
    @ProblemType(code = "break-glass-open", status = 409)
    record BreakGlassOpen(Instant endsAt) implements StatesProblem {
        @Override
        public String message() {
            return "You have a break-glass for this state open until " + endsAt
                    + ". Nothing was changed. Close it before" + " you open another.";
        }
    }

    @ProblemType(code = "break-glass-not-found", status = 404)
    record BreakGlassNotFound(String id) implements StatesProblem {
        @Override
        public String message() {
            return "There is no break-glass " + id + ".";
        }
    }
}
