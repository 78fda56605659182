package io.binome.sites;

import java.util.Collection;
import java.util.Optional;

/** Asks a server's engine whether Binome can work with it; each driver has one. */
@FunctionalInterface
public interface HostProbe {
    /** Empty when it can, else the reason as a sentence without a full stop. Answers within seconds. */
    Optional<String> check(HostEndpoint endpoint);

    /**
     * Which of the others leads to the very engine that answers here, so that one engine is not taken for two. Those that
     * do not answer within seconds are passed over.
     */
    default Optional<HostEndpoint> same(HostEndpoint endpoint, Collection<HostEndpoint> others) {
        return Optional.empty();
    }
}
