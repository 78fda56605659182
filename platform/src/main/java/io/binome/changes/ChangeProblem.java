package io.binome.changes;

import io.binome.kernel.Problem;
import java.util.Map;

/** Why something cannot be done to a change. */
public sealed interface ChangeProblem extends Problem {
    record NotFound(String reference) implements ChangeProblem {
        @Override
        public String code() {
            return "change-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no change " + reference + ".";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("reference", reference);
        }
    }

    /** The command does not fit the state. */
    record NotNow(String command, String state) implements ChangeProblem {
        @Override
        public String code() {
            return "not-now";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The change is " + state.replace('-', ' ') + ": " + command.replace('-', ' ')
                    + " is not possible now. Nothing was changed.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("command", command, "state", state);
        }
    }

    /** What was looked at is no longer what the change is. */
    record SeenIsOld() implements ChangeProblem {
        @Override
        public String code() {
            return "seen-is-old";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The branch or its plan has changed since you looked. Look at the present plan, then decide again.";
        }
    }

    record OwnChange() implements ChangeProblem {
        @Override
        public String code() {
            return "own-change";
        }

        @Override
        public int status() {
            return 403;
        }

        @Override
        public String message() {
            return "You pushed a commit of this branch, so your own vote does not count. Somebody else must review it.";
        }
    }

    record Blocked(String blocker, String sentence) implements ChangeProblem {
        @Override
        public String code() {
            return "blocked";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return sentence;
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("blocker", blocker);
        }
    }

    /** Going back would touch what later changes did. */
    record CannotUndo(String sentence) implements ChangeProblem {
        @Override
        public String code() {
            return "cannot-undo";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return sentence;
        }
    }
}
