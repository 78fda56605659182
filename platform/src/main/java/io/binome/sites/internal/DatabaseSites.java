package io.binome.sites.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.Id;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Names;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.SiteId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.Sealing;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.HostEndpoint.UnixSocket;
import io.binome.sites.HostProbe;
import io.binome.sites.HostUse;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.sites.SitesProblem.HostEngineKnown;
import io.binome.sites.SitesProblem.HostInUse;
import io.binome.sites.SitesProblem.HostKnown;
import io.binome.sites.SitesProblem.HostNameTaken;
import io.binome.sites.SitesProblem.HostNotFound;
import io.binome.sites.SitesProblem.HostUnusable;
import io.binome.sites.SitesProblem.SiteNameTaken;
import io.binome.sites.SitesProblem.SiteNotFound;
import io.binome.tenancy.Tenants;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sites and hosts in PostgreSQL, as rows of the provider, answered from memory. */
public final class DatabaseSites implements Sites {
    private static final String FIRST_SITE = "main";
    private static final String LOCAL_HOST = "local";
    private static final int LONGEST_TITLE = 100;

    private final Needs needs;
    private final EndpointRules rules;
    private final SiteStore sites = new SiteStore();
    private final HostStore hosts;
    private final SiteMemory memory;
    private volatile @Nullable TenantScope provider;

    /**
     * What the room stands on.
     *
     * @param probe asked before a host is registered
     * @param use asked before a host is removed
     * @param clearNetworks networks in CIDR form whose engines may be used without TLS, besides loopback
     */
    public record Needs(
            Database database,
            Tenants tenants,
            Ledger ledger,
            Sealing sealing,
            HostProbe probe,
            HostUse use,
            Collection<String> clearNetworks,
            InstantSource clock,
            Ids ids) {}

    public DatabaseSites(Needs needs) {
        this.needs = needs;
        this.rules = new EndpointRules(needs.clearNetworks());
        this.hosts = new HostStore(needs.sealing());
        this.memory = new SiteMemory(needs.clock(), this::read);
    }

    /**
     * At the first start: the site {@code main} with this machine's engine as its host {@code local}. Does nothing once
     * there is any site, so a host that was removed does not come back. The engine need not run yet.
     */
    public void ensureLocal(String socketPath) {
        ensureLocal(new UnixSocket(socketPath));
    }

    /** As {@link #ensureLocal(String)}, with an engine that answers elsewhere. */
    public void ensureLocal(HostEndpoint endpoint) {
        rules.require(endpoint);
        boolean made = inProvider(transaction -> {
            Site site = new Site(new SiteId(needs.ids().next()), FIRST_SITE, "Main");
            if (!sites.list(transaction).isEmpty() || !sites.insert(transaction, site, now())) {
                return false;
            }
            Host host = unseen(site.id(), LOCAL_HOST, endpoint);
            if (!hosts.insert(transaction, host, hosts.sealedKey(provider(), host))) {
                throw new IllegalStateException("A new site has a host already");
            }
            Actor self = new Actor.Machine("sites");
            record(transaction, self, "site.created", "site", site.id(), Map.of("name", site.name()));
            record(transaction, self, "host.registered", "host", host.id(), details(host));
            return true;
        });
        if (made) {
            memory.forget();
        }
    }

    @Override
    public Site create(Actor actor, String name, String title) {
        Names.require("name", name);
        String shown = title.strip();
        if (shown.isEmpty() || shown.length() > LONGEST_TITLE || shown.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    InvalidInput.of("title", "must be 1 to " + LONGEST_TITLE + " characters on one line"));
        }
        Site site = new Site(new SiteId(needs.ids().next()), name, shown);
        return changed(transaction -> {
            if (!sites.insert(transaction, site, now())) {
                throw new ProblemException(new SiteNameTaken(name));
            }
            record(transaction, actor, "site.created", "site", site.id(), Map.of("name", name));
            return site;
        });
    }

    @Override
    public Host register(Actor actor, SiteId site, String name, HostEndpoint endpoint) {
        Names.require("name", name);
        rules.require(endpoint);
        if (memory.get().sites().stream().noneMatch(known -> known.id().equals(site))) {
            throw new ProblemException(new SiteNotFound(site));
        }
        if (hosts(site).stream().anyMatch(known -> known.name().equals(name))) {
            throw new ProblemException(new HostNameTaken(name));
        }
        ask(endpoint, hosts());
        Host host = unseen(site, name, endpoint);
        byte[] sealedKey = hosts.sealedKey(provider(), host);
        return changed(transaction -> {
            if (!hosts.insert(transaction, host, sealedKey)) {
                throw new ProblemException(
                        hosts.nameTaken(transaction, site, name)
                                ? new HostNameTaken(name)
                                : new HostKnown(EndpointRules.text(endpoint)));
            }
            record(transaction, actor, "host.registered", "host", host.id(), details(host));
            return host;
        });
    }

    @Override
    public Host update(Actor actor, HostId id, HostEndpoint endpoint) {
        rules.require(endpoint);
        Host before = known(id);
        ask(endpoint, hosts().stream().filter(other -> !other.id().equals(id)).toList());
        Host after = new Host(
                id,
                before.site(),
                before.name(),
                endpoint,
                before.schedulable(),
                new Host.Health(Host.State.UNKNOWN, "", now()));
        byte[] sealedKey = hosts.sealedKey(provider(), after);
        changed(transaction -> {
            lock(transaction, id);
            if (hosts.endpointTaken(transaction, after)) {
                throw new ProblemException(new HostKnown(EndpointRules.text(endpoint)));
            }
            hosts.move(transaction, after, sealedKey);
            record(transaction, actor, "host.updated", "host", id, moved(before, after));
            return id;
        });
        return known(id);
    }

    /** Whether the engine there can be worked with, and is none of the others'. */
    private void ask(HostEndpoint endpoint, List<Host> others) {
        needs.probe().check(endpoint).ifPresent(reason -> {
            throw new ProblemException(new HostUnusable(EndpointRules.text(endpoint), reason));
        });
        // One with the same endpoint is found by the database, also when another server has just registered it.
        Map<HostEndpoint, Host> elsewhere = new LinkedHashMap<>();
        others.forEach(other -> elsewhere.put(other.endpoint(), other));
        elsewhere.remove(endpoint);
        needs.probe().same(endpoint, elsewhere.keySet()).map(elsewhere::get).ifPresent(known -> {
            throw new ProblemException(new HostEngineKnown(
                    EndpointRules.text(endpoint),
                    known.name(),
                    list().stream()
                            .filter(site -> site.id().equals(known.site()))
                            .map(Site::name)
                            .findFirst()
                            .orElse(""),
                    EndpointRules.text(known.endpoint())));
        });
    }

    @Override
    public void setSchedulable(Actor actor, HostId host, boolean schedulable) {
        changed(transaction -> {
            boolean before = lock(transaction, host).schedulable();
            if (before != schedulable) {
                hosts.setSchedulable(transaction, host, schedulable);
                record(transaction, actor, schedulable ? "host.resumed" : "host.drained", "host", host, Map.of());
            }
            return schedulable;
        });
    }

    @Override
    public void remove(Actor actor, HostId host) {
        Host known = known(host);
        if (known.schedulable()) {
            throw new ProblemException(new HostInUse(known.name(), "it still takes new containers"));
        }
        needs.use().of(host).ifPresent(reason -> {
            throw new ProblemException(new HostInUse(known.name(), reason));
        });
        changed(transaction -> {
            if (lock(transaction, host).schedulable()) {
                throw new ProblemException(new HostInUse(known.name(), "it was just put to use again"));
            }
            hosts.remove(transaction, host);
            record(transaction, actor, "host.removed", "host", host, details(known));
            return host;
        });
    }

    @Override
    public void seen(HostId host, Host.Health health) {
        Host.Health stored =
                new Host.Health(health.state(), health.detail(), health.at().truncatedTo(ChronoUnit.MICROS));
        changed(transaction -> {
            hosts.seen(transaction, host, stored);
            return host;
        });
    }

    @Override
    public Optional<Site> byName(String name) {
        return memory.get().sites().stream()
                .filter(site -> site.name().equals(name))
                .findFirst();
    }

    @Override
    public List<Site> list() {
        return memory.get().sites();
    }

    @Override
    public Optional<Host> host(HostId host) {
        return Optional.ofNullable(memory.get().byId().get(host));
    }

    @Override
    public List<Host> hosts(SiteId site) {
        return memory.get().bySite().getOrDefault(site, List.of());
    }

    @Override
    public List<Host> hosts() {
        return memory.get().hosts();
    }

    /** As it is now, and not as it was up to a second ago. */
    private Host known(HostId host) {
        return inProvider(transaction -> hosts.list(transaction)).stream()
                .filter(stored -> stored.is(host))
                .map(stored -> hosts.opened(provider(), stored))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new HostNotFound(host)));
    }

    private SiteMemory.Reading read() {
        record Rows(List<Site> sites, List<HostStore.Stored> hosts) {}
        Rows rows = inProvider(transaction -> new Rows(sites.list(transaction), hosts.list(transaction)));
        return SiteMemory.Reading.of(
                rows.sites(),
                rows.hosts().stream()
                        .map(stored -> hosts.opened(provider(), stored))
                        .toList());
    }

    private HostStore.Stored lock(Transaction transaction, HostId host) {
        return hosts.lock(transaction, host).orElseThrow(() -> new ProblemException(new HostNotFound(host)));
    }

    private Host unseen(SiteId site, String name, HostEndpoint endpoint) {
        return new Host(
                new HostId(needs.ids().next()),
                site,
                name,
                endpoint,
                true,
                new Host.Health(Host.State.UNKNOWN, "", now()));
    }

    private void record(
            Transaction transaction, Actor actor, String kind, String what, Id subject, Map<String, ?> details) {
        needs.ledger().append(transaction, actor, new LedgerEvent(kind, what + ":" + subject, details));
    }

    private static Map<String, ?> details(Host host) {
        return Map.of(
                "name", host.name(),
                "site", host.site().toString(),
                "endpoint", EndpointRules.text(host.endpoint()));
    }

    /** Which certificate the server's engine is shown, but never the key. */
    private static Map<String, ?> moved(Host before, Host after) {
        Map<String, Object> details = new TreeMap<>(details(after));
        details.put("before", EndpointRules.text(before.endpoint()));
        if (after.endpoint() instanceof HostEndpoint.Tcp tcp) {
            details.put("edgeAddress", tcp.edgeAddress());
            if (tcp.tls() != null) {
                details.put("caCertificate", Sha256.hex(tcp.tls().caCertificate()));
                details.put("clientCertificate", Sha256.hex(tcp.tls().clientCertificate()));
            }
        }
        return details;
    }

    private <T> T changed(Function<Transaction, T> work) {
        T outcome = inProvider(work);
        memory.forget();
        return outcome;
    }

    private <T> T inProvider(Function<Transaction, T> work) {
        return needs.database().inTenant(provider(), work);
    }

    /** The provider is there from the first start and never another. */
    private TenantScope provider() {
        TenantScope known = provider;
        if (known == null) {
            known = new TenantScope(needs.tenants().provider().id());
            provider = known;
        }
        return known;
    }

    /** As precise as PostgreSQL keeps it, so that what is returned now equals what is read later. */
    private Instant now() {
        return needs.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
