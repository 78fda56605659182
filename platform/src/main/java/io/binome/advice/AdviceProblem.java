package io.binome.advice;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why nothing is proposed. */
public sealed interface AdviceProblem extends Problem {
    @ProblemType(code = "nothing-earned", status = 409)
    record NothingEarned(String environment, String risk) implements AdviceProblem {
        @Override
        public String message() {
            return "The record of " + environment + " × " + risk + " supports no change of the contract. Nothing was"
                    + " proposed.";
        }
    }

    @ProblemType(code = "no-such-environment", status = 404)
    record NoSuchEnvironment(String environment, String known) implements AdviceProblem {
        @Override
        public String message() {
            return "The contract names no environment " + environment + "; it names " + known + ".";
        }
    }

    /** The file is written in a way that is not safely edited by a machine. */
    @ProblemType(code = "contract-not-editable", status = 409)
    record NotEditable(String environment, String risk) implements AdviceProblem {
        @Override
        public String message() {
            return "contract.yaml writes the autonomy of " + environment + " × " + risk
                    + " in a way that Binome does not"
                    + " edit. Change the file yourself: push a branch to the contract repository.";
        }
    }

    @ProblemType(code = "nothing-to-size", status = 409)
    record NothingToSize() implements AdviceProblem {
        @Override
        public String message() {
            return "What was measured of this service advises no other limits. Nothing was opened.";
        }
    }

    /**
     * The Compose files are written in a way that is not safely edited by a machine.
     *
     * @param lines what a person writes
     */
    @ProblemType(code = "compose-edited-by-hand", status = 409)
    record EditByHand(String service, String reason, String lines) implements AdviceProblem {
        @Override
        public String message() {
            return reason + " Nothing was opened. Change " + service + " in its Compose file yourself, by a branch.";
        }
    }
}
