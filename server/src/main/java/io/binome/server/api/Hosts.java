package io.binome.server.api;

import io.binome.tenancy.Principal;

/** Servers are the provider's: a client is told the site on which something runs, not the machine. */
public final class Hosts {
    private Hosts() {}

    public static boolean shownTo(Principal principal) {
        return principal.role().ofProvider();
    }
}
