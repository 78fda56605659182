package io.binome.bench;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** This machine, and nothing that could be changed about it. */
record OneHost(HostId id) implements Sites {
    @Override
    public List<Host> hosts() {
        return List.of(new Host(
                id,
                new SiteId(id.value()),
                "bench",
                new HostEndpoint.UnixSocket("/var/run/docker.sock"),
                true,
                new Host.Health(Host.State.UNKNOWN, "", Instant.EPOCH)));
    }

    @Override
    public List<Host> hosts(SiteId site) {
        return hosts();
    }

    @Override
    public Optional<Host> host(HostId host) {
        return hosts().stream().filter(one -> one.id().equals(host)).findFirst();
    }

    @Override
    public List<Site> list() {
        return List.of();
    }

    @Override
    public Optional<Site> byName(String name) {
        return Optional.empty();
    }

    @Override
    public Site create(Actor actor, String name, String title) {
        throw fixed();
    }

    @Override
    public Host register(Actor actor, SiteId site, String name, HostEndpoint endpoint) {
        throw fixed();
    }

    @Override
    public Host update(Actor actor, HostId host, HostEndpoint endpoint) {
        throw fixed();
    }

    @Override
    public void setSchedulable(Actor actor, HostId host, boolean schedulable) {
        throw fixed();
    }

    @Override
    public void remove(Actor actor, HostId host) {
        throw fixed();
    }

    @Override
    public void seen(HostId host, Host.Health health) {
        throw fixed();
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("There is one host, and it stays");
    }
}
