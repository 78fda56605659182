package io.binome.sites;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import java.util.List;
import java.util.Optional;

/** Data centres and the servers in them. They belong to the provider; a tenant sees the names of sites only. */
public interface Sites {
    Site create(Actor actor, String name, String title);

    Optional<Site> byName(String name);

    List<Site> list();

    /**
     * Registers a server after its engine has answered.
     *
     * @throws io.binome.kernel.ProblemException with {@link SitesProblem.HostUnusable} when it has not
     */
    Host register(Actor actor, SiteId site, String name, HostEndpoint endpoint);

    /**
     * The server answers elsewhere, or with other certificates, from now on; what runs there goes on. What is replaced
     * is the whole endpoint, certificates included.
     *
     * @throws io.binome.kernel.ProblemException with {@link SitesProblem.HostUnusable} when it does not answer there
     */
    Host update(Actor actor, HostId host, HostEndpoint endpoint);

    /** A server that is drained gets no new replicas. */
    void setSchedulable(Actor actor, HostId host, boolean schedulable);

    /**
     * Only a drained server on which nothing runs any more.
     *
     * @throws io.binome.kernel.ProblemException with {@link SitesProblem.HostInUse}
     */
    void remove(Actor actor, HostId host);

    /** As all questions here answered from memory, at most a second old; what was changed here is seen at once. */
    Optional<Host> host(HostId host);

    List<Host> hosts(SiteId site);

    List<Host> hosts();

    /** What the last look at a server found; written by whoever looks. */
    void seen(HostId host, Host.Health health);
}
