package io.binome.metering;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import java.time.Duration;

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

    /** It is more than is counted at once, and is taken in parts. */
    @ProblemType(code = "agent-report-too-large", status = 413)
    record ReportTooLarge(long most) implements AgentProblem {
        @Override
        public String message() {
            return "The report has more than " + most
                    + " hours of all its counters. Nothing of it was counted; send its"
                    + " first half, then the others.";
        }
    }

    /** The server counts another report. */
    @ProblemType(code = "agent-report-busy", status = 429)
    record ReportBusy(Duration after) implements AgentProblem {
        @Override
        public String message() {
            return "Another report of the same host, or as many of others as are taken at once, are being counted. Nothing"
                    + " of this one was counted; send it again after " + after.toSeconds() + " seconds.";
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
