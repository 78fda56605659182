package io.binome.sites;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Sites in memory; begins with the site {@code paris} and its host {@code paris-1}. */
public final class FakeSites implements Sites {
    private final Map<SiteId, Site> sites = new LinkedHashMap<>();
    private final Map<HostId, Host> hosts = new LinkedHashMap<>();
    private final Host first;

    public FakeSites() {
        Site paris = add("paris", "Paris");
        first = add(paris.id(), "paris-1", new HostEndpoint.UnixSocket("/var/run/docker.sock"));
    }

    /** The host that is there from the beginning. */
    public Host first() {
        return first;
    }

    private synchronized Site add(String name, String title) {
        Site site = new Site(new SiteId(UUID.randomUUID()), name, title);
        sites.put(site.id(), site);
        return site;
    }

    private synchronized Host add(SiteId site, String name, HostEndpoint endpoint) {
        Host host = new Host(
                new HostId(UUID.randomUUID()),
                site,
                name,
                endpoint,
                true,
                new Host.Health(Host.State.UNKNOWN, "", Instant.EPOCH));
        hosts.put(host.id(), host);
        return host;
    }

    @Override
    public Site create(Actor actor, String name, String title) {
        return add(name, title);
    }

    @Override
    public synchronized Optional<Site> byName(String name) {
        return sites.values().stream().filter(site -> site.name().equals(name)).findFirst();
    }

    @Override
    public synchronized List<Site> list() {
        return List.copyOf(sites.values());
    }

    @Override
    public Host register(Actor actor, SiteId site, String name, HostEndpoint endpoint) {
        return add(site, name, endpoint);
    }

    @Override
    public synchronized Host update(Actor actor, HostId host, HostEndpoint endpoint) {
        return Objects.requireNonNull(hosts.computeIfPresent(
                host,
                (_, was) -> new Host(was.id(), was.site(), was.name(), endpoint, was.schedulable(), was.health())));
    }

    @Override
    public synchronized void setSchedulable(Actor actor, HostId host, boolean schedulable) {
        hosts.computeIfPresent(
                host,
                (_, was) -> new Host(was.id(), was.site(), was.name(), was.endpoint(), schedulable, was.health()));
    }

    @Override
    public synchronized void remove(Actor actor, HostId host) {
        hosts.remove(host);
    }

    @Override
    public synchronized Optional<Host> host(HostId host) {
        return Optional.ofNullable(hosts.get(host));
    }

    @Override
    public synchronized List<Host> hosts(SiteId site) {
        return hosts.values().stream().filter(host -> host.site().equals(site)).toList();
    }

    @Override
    public synchronized List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    @Override
    public synchronized void seen(HostId host, Host.Health health) {
        hosts.computeIfPresent(
                host,
                (_, was) -> new Host(was.id(), was.site(), was.name(), was.endpoint(), was.schedulable(), health));
    }
}
