package io.binome.changes;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.util.Map;

/** Why something cannot be done to a change. */
public sealed interface ChangeProblem extends Problem {
    @ProblemType(code = "change-not-found", status = 404)
    record NotFound(String reference) implements ChangeProblem {
        @Override
        public String message() {
            return "There is no change " + reference + ".";
        }
    }

    /** The command does not fit the state. */
    @ProblemType(code = "not-now", status = 409)
    record NotNow(String command, String state) implements ChangeProblem {
        @Override
        public String message() {
            return "The change is " + state.replace('-', ' ') + ": " + command.replace('-', ' ')
                    + " is not possible now. Nothing was changed.";
        }
    }

    /** What was looked at is no longer what the change is. */
    @ProblemType(code = "seen-is-old", status = 409)
    record SeenIsOld() implements ChangeProblem {
        @Override
        public String message() {
            return "The branch or its plan has changed since you looked. Look at the present plan, then decide again.";
        }
    }

    @ProblemType(code = "own-change", status = 403)
    record OwnChange() implements ChangeProblem {
        @Override
        public String message() {
            return "You pushed a commit of this branch, so your own vote does not count. Somebody else must review it.";
        }
    }

    /** Title and description are what a change says for those who made it. */
    @ProblemType(code = "others-change", status = 403)
    record OthersChange() implements ChangeProblem {
        @Override
        public String message() {
            return "Somebody else opened this change and pushed its commits: they edit its title and description, or a"
                    + " lead does. Leave a comment instead.";
        }
    }

    @ProblemType(code = "blocked", status = 409)
    record Blocked(String blocker, String sentence) implements ChangeProblem {
        @Override
        public String message() {
            return sentence;
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("blocker", blocker);
        }
    }

    /** What governs is agreed by both sides or not at all. */
    @ProblemType(code = "override-reaches-too-far", status = 409)
    record OverrideTooFar() implements ChangeProblem {
        @Override
        public String message() {
            return "What governs (contract, guidelines, exemptions, prices) takes effect only as both sides agreed it:"
                    + " nothing of that can be overridden.";
        }
    }

    /** Both sides agreed that nobody leaves out anything. */
    @ProblemType(code = "no-overrides", status = 409)
    record NoOverrides() implements ChangeProblem {
        @Override
        public String message() {
            return "The contract admits no overrides: the change needs what it asks for.";
        }
    }

    /** Both sides agreed that nobody leaves out anything, resources included. */
    @ProblemType(code = "no-targets", status = 409)
    record NoTargets() implements ChangeProblem {
        @Override
        public String message() {
            return "The contract admits no overrides, so a plan covers all of its stack. Nothing was changed.";
        }
    }

    /** Drift of this stack cannot be restored or adopted. */
    @ProblemType(code = "cannot-mend", status = 409)
    record CannotMend(String sentence) implements ChangeProblem {
        @Override
        public String message() {
            return sentence;
        }
    }

    /** Going back would touch what later changes did. */
    @ProblemType(code = "cannot-undo", status = 409)
    record CannotUndo(String sentence) implements ChangeProblem {
        @Override
        public String message() {
            return sentence;
        }
    }
}
