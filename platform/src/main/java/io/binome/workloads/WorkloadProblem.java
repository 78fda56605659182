package io.binome.workloads;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** What a caller of {@link Workloads} may be told. */
public sealed interface WorkloadProblem extends Problem {
    /** The stack has no such service, or nothing of it was ever applied. */
    @ProblemType(code = "service-not-found", status = 404)
    record ServiceNotFound(String service) implements WorkloadProblem {
        @Override
        public String message() {
            return "The stack has no service " + service + ". Its services are listed on its page once it was applied.";
        }
    }

    @ProblemType(code = "replica-not-found", status = 404)
    record ReplicaNotFound(String service, int replica) implements WorkloadProblem {
        @Override
        public String message() {
            return "The service " + service + " has no replica " + replica + ".";
        }
    }

    @ProblemType(code = "replica-not-running", status = 409)
    record ReplicaNotRunning(String service, int replica) implements WorkloadProblem {
        @Override
        public String message() {
            return "Replica " + replica + " of " + service
                    + " does not run now. Its log tells why; choose another replica, or try again when it is back.";
        }
    }

    /** Nothing is known to have changed. */
    @ProblemType(code = "host-away", status = 503)
    record HostAway(String service) implements WorkloadProblem {
        @Override
        public String message() {
            return "The host of " + service + " does not answer. What runs there goes on; try again when it is back.";
        }
    }

    @ProblemType(code = "apply-running", status = 409)
    record ApplyRunning(String service) implements WorkloadProblem {
        @Override
        public String message() {
            return "The stack of " + service
                    + " is being applied, or one of its services restarted. Try again when that has ended.";
        }
    }

    /** No replica of it is meant to run: it ended as it should, or is scaled to none. */
    @ProblemType(code = "nothing-to-restart", status = 409)
    record NothingToRestart(String service) implements WorkloadProblem {
        @Override
        public String message() {
            return "No replica of " + service + " is meant to run now, so that there is nothing to restart.";
        }
    }

    /** A restart ended half-way: the replica did not come back, those after it were left alone. */
    @ProblemType(code = "replica-not-back", status = 409)
    record NotBack(String service, int replica, String reason) implements WorkloadProblem {
        @Override
        public String message() {
            return "Replica " + replica + " of " + service + " did not come back: " + reason
                    + ". It is tried again by itself; the replicas after it were not restarted.";
        }
    }
}
