package io.binome.sites;

import io.binome.kernel.HostId;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;
import io.binome.kernel.SiteId;

/** What a caller of {@link Sites} may be told. */
public sealed interface SitesProblem extends Problem {
    /** There is no such site. */
    @ProblemType(code = "site-not-found", status = 404)
    record SiteNotFound(SiteId site) implements SitesProblem {
        @Override
        public String message() {
            return "There is no site " + site + ". Nothing was changed.";
        }
    }

    /** Another site has the name. */
    @ProblemType(code = "site-name-taken", status = 409)
    record SiteNameTaken(String name) implements SitesProblem {
        @Override
        public String message() {
            return "There is a site " + name + " already. Choose another name.";
        }
    }

    /** There is no such host, perhaps no longer. */
    @ProblemType(code = "host-not-found", status = 404)
    record HostNotFound(HostId host) implements SitesProblem {
        @Override
        public String message() {
            return "There is no host " + host + ". Nothing was changed.";
        }
    }

    /** Another host of the site has the name. */
    @ProblemType(code = "host-name-taken", status = 409)
    record HostNameTaken(String name) implements SitesProblem {
        @Override
        public String message() {
            return "The site has a host " + name + " already. Choose another name.";
        }
    }

    /** The engine at that endpoint is a host already, perhaps of another site. */
    @ProblemType(code = "host-known", status = 409)
    record HostKnown(String endpoint) implements SitesProblem {
        @Override
        public String message() {
            return "The engine at " + endpoint + " is registered already. Nothing was changed; remove that host first"
                    + " to register it anew.";
        }
    }

    /** The engine that answers there is a host already, at another endpoint. */
    @ProblemType(code = "host-engine-known", status = 409)
    record HostEngineKnown(String endpoint, String host, String site, String known) implements SitesProblem {
        @Override
        public String message() {
            return "The engine at " + endpoint + " is host " + host + " of site " + site
                    + " already, which is reached at "
                    + known + ": what runs there would be counted twice. Nothing was changed; to reach that host at "
                    + endpoint + " from now on, change its endpoint.";
        }
    }

    /** The engine did not answer, or is none that Binome can work with. */
    @ProblemType(code = "host-unusable", status = 422)
    record HostUnusable(String endpoint, String reason) implements SitesProblem {
        @Override
        public String message() {
            return "The engine at " + endpoint + " cannot be used: " + reason
                    + ". Nothing was changed; put this right and try again.";
        }
    }

    /** The host cannot be removed yet. {@code reason} is a part of a sentence, such as {@code it is not drained}. */
    @ProblemType(code = "host-in-use", status = 409)
    record HostInUse(String host, String reason) implements SitesProblem {
        @Override
        public String message() {
            return "Host " + host + " stays: " + reason
                    + ". Drain it, apply the stacks that run there so that they move, then remove it.";
        }
    }
}
