package io.binome.sites;

import java.util.Optional;

/** Asks a server's engine whether Binome can work with it; each driver has one. */
@FunctionalInterface
public interface HostProbe {
    /** Empty when it can, else the reason as a sentence without a full stop. Answers within seconds. */
    Optional<String> check(HostEndpoint endpoint);
}
