package io.binome.sites;

import io.binome.kernel.HostId;
import java.util.Optional;

/** Tells what still runs on a server, over all tenants; for whoever wants to remove it. */
@FunctionalInterface
public interface HostUse {
    /** Empty when nothing does, else words such as {@code 3 containers of 2 stacks}. */
    Optional<String> of(HostId host);
}
