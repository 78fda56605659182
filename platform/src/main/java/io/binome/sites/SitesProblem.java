package io.binome.sites;

import io.binome.kernel.HostId;
import io.binome.kernel.Problem;
import io.binome.kernel.SiteId;
import java.util.Map;

/** What a caller of {@link Sites} may be told. */
public sealed interface SitesProblem extends Problem {
    /** There is no such site. */
    record SiteNotFound(SiteId site) implements SitesProblem {
        @Override
        public String code() {
            return "site-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no site " + site + ". Nothing was changed.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("site", site.toString());
        }
    }

    /** Another site has the name. */
    record SiteNameTaken(String name) implements SitesProblem {
        @Override
        public String code() {
            return "site-name-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "There is a site " + name + " already. Choose another name.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    /** There is no such host, perhaps no longer. */
    record HostNotFound(HostId host) implements SitesProblem {
        @Override
        public String code() {
            return "host-not-found";
        }

        @Override
        public int status() {
            return 404;
        }

        @Override
        public String message() {
            return "There is no host " + host + ". Nothing was changed.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("host", host.toString());
        }
    }

    /** Another host of the site has the name. */
    record HostNameTaken(String name) implements SitesProblem {
        @Override
        public String code() {
            return "host-name-taken";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The site has a host " + name + " already. Choose another name.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("name", name);
        }
    }

    /** The engine at that endpoint is a host already, perhaps of another site. */
    record HostKnown(String endpoint) implements SitesProblem {
        @Override
        public String code() {
            return "host-known";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "The engine at " + endpoint + " is registered already. Nothing was changed; remove that host first"
                    + " to register it anew.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("endpoint", endpoint);
        }
    }

    /** The engine did not answer, or is none that Binome can work with. */
    record HostUnusable(String endpoint, String reason) implements SitesProblem {
        @Override
        public String code() {
            return "host-unusable";
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "The engine at " + endpoint + " cannot be used: " + reason
                    + ". The host was not registered; put this right and try again.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("endpoint", endpoint, "reason", reason);
        }
    }

    /** The host cannot be removed yet. {@code reason} is a part of a sentence, such as {@code it is not drained}. */
    record HostInUse(String host, String reason) implements SitesProblem {
        @Override
        public String code() {
            return "host-in-use";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "Host " + host + " stays: " + reason
                    + ". Drain it, apply the stacks that run there so that they move, then remove it.";
        }

        @Override
        public Map<String, String> arguments() {
            return Map.of("host", host, "reason", reason);
        }
    }
}
