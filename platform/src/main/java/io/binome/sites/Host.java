package io.binome.sites;

import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import java.time.Instant;

/**
 * A server with its container engine.
 *
 * @param schedulable whether new replicas may be placed there
 */
public record Host(HostId id, SiteId site, String name, HostEndpoint endpoint, boolean schedulable, Health health) {
    /** What was seen last. {@code detail} is a sentence, empty while it is well. */
    public record Health(State state, String detail, Instant at) {}

    public enum State {
        UNKNOWN,
        REACHABLE,
        UNREACHABLE
    }
}
