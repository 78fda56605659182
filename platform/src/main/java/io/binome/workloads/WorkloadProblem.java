package io.binome.workloads;

import io.binome.kernel.Problem;
import java.util.Map;

/** What a caller of {@link Workloads} may be told. */
public sealed interface WorkloadProblem extends Problem {
    /** The stack has no such service, or nothing of it was ever applied. */
    record ServiceNotFound(String service) implements WorkloadProblem {
        @Override
        public String code() {
            return "service-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "The stack has no service " + service + ". Its services are listed on its page once it was applied.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service);
        }
    }

    record ReplicaNotFound(String service, int replica) implements WorkloadProblem {
        @Override
        public String code() {
            return "replica-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "The service " + service + " has no replica " + replica + ".";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service, "replica", Integer.toString(replica));
        }
    }

    record ReplicaNotRunning(String service, int replica) implements WorkloadProblem {
        @Override
        public String code() {
            return "replica-not-running";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "Replica " + replica + " of " + service
                    + " does not run now. Its log tells why; choose another replica, or try again when it is back.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service, "replica", Integer.toString(replica));
        }
    }

    /** Nothing is known to have changed. */
    record HostAway(String service) implements WorkloadProblem {
        @Override
        public String code() {
            return "host-away";
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The host of " + service + " does not answer. What runs there goes on; try again when it is back.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service);
        }
    }

    record ApplyRunning(String service) implements WorkloadProblem {
        @Override
        public String code() {
            return "apply-running";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The stack of " + service
                    + " is being applied, or one of its services restarted. Try again when that has ended.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service);
        }
    }

    /** No replica of it is meant to run: it ended as it should, or is scaled to none. */
    record NothingToRestart(String service) implements WorkloadProblem {
        @Override
        public String code() {
            return "nothing-to-restart";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "No replica of " + service + " is meant to run now, so that there is nothing to restart.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service);
        }
    }

    /** A restart ended half-way: the replica did not come back, those after it were left alone. */
    record NotBack(String service, int replica, String reason) implements WorkloadProblem {
        @Override
        public String code() {
            return "replica-not-back";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "Replica " + replica + " of " + service + " did not come back: " + reason
                    + ". It is tried again by itself; the replicas after it were not restarted.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("service", service, "replica", Integer.toString(replica), "reason", reason);
        }
    }
}
