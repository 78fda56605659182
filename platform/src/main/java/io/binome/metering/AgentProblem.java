package io.binome.metering;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What an agent, or who sets one up, may be told. */
public sealed interface AgentProblem extends Problem {
    /** The report cannot be read at all. {@code reason} is a part of a sentence. */
    @ProblemType(code = "agent-report-malformed", status = 400)
    record ReportMalformed(String reason) implements AgentProblem {
        @Override
        public String message() {
            return "The report of the agent cannot be read: " + reason + ". Nothing of it was counted.";
        }
    }

    /** A reading says what no machine can have counted. {@code reason} is a part of a sentence. */
    @ProblemType(code = "agent-report-impossible", status = 422)
    record ReportImpossible(String reason) implements AgentProblem {
        @Override
        public String message() {
            return "The report of the agent cannot be true: " + reason + ". Nothing of it was counted.";
        }
    }

    /** Others wrote what this host used at the same time. */
    @ProblemType(code = "agent-report-at-once", status = 409)
    record ReportAtOnce() implements AgentProblem {
        @Override
        public String message() {
            return "Another report of the same host was being written. Nothing of this one was counted; send it again.";
        }
    }

    /** Somebody else reads the same groups of the same kernel already. */
    @ProblemType(code = "agent-same-machine", status = 409)
    record SameMachine(String host) implements AgentProblem {
        @Override
        public String message() {
            return "This is the machine that host " + host
                    + " is already, where it is read: counted here too it would be"
                    + " counted twice. Nothing was counted; remove one of the two hosts.";
        }
    }

    /** The host is read without an agent. */
    @ProblemType(code = "agent-not-needed", status = 409)
    record NotNeeded(String host) implements AgentProblem {
        @Override
        public String message() {
            return "The engine of " + host + " is on the machine of the server, which reads what is used there itself."
                    + " Nothing was changed.";
        }
    }

    /** Whoever sent it has no token of a host. */
    @ProblemType(code = "agent-unknown", status = 401)
    record Unknown() implements AgentProblem {
        @Override
        public String message() {
            return "That is no token of an agent, or one that was replaced. Nothing was counted; the agent keeps what it"
                    + " has read. Issue another token for its host.";
        }
    }
}
