package io.binome.sites.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.database.tables.records.HostRecord;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.secrets.MasterKey;
import io.binome.secrets.internal.SecretRoom;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.HostEndpoint.MutualTls;
import io.binome.sites.HostEndpoint.Tcp;
import io.binome.sites.HostEndpoint.UnixSocket;
import io.binome.sites.HostProbe;
import io.binome.sites.Site;
import io.binome.sites.SitesProblem.HostEngineKnown;
import io.binome.sites.SitesProblem.HostInUse;
import io.binome.sites.SitesProblem.HostKnown;
import io.binome.sites.SitesProblem.HostNameTaken;
import io.binome.sites.SitesProblem.HostNotFound;
import io.binome.sites.SitesProblem.HostUnusable;
import io.binome.sites.SitesProblem.SiteNameTaken;
import io.binome.sites.SitesProblem.SiteNotFound;
import io.binome.tenancy.internal.DatabaseTenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites and hosts on real PostgreSQL. */
class DatabaseSitesTest {
    private static final TenantScope PROVIDER = new TenantScope(new TenantId(new UUID(7, 7)));
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final Actor OWNER = new Actor.Machine("test");
    private static final MutualTls TLS = new MutualTls(
            "-----BEGIN CERTIFICATE-----\nca",
            "-----BEGIN CERTIFICATE-----\nclient",
            "-----BEGIN PRIVATE KEY-----\nKEY");
    private static final Tcp REMOTE = new Tcp("engine.example", 2376, "10.0.0.7", TLS);
    private static final HostEndpoint SOCKET = new UnixSocket("/run/docker.sock");

    @TempDir
    private Path folder;

    private final TestDatabase server = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private Optional<String> unusable = Optional.empty();
    private Optional<String> running = Optional.empty();
    private Set<HostEndpoint> same = Set.of();
    private DatabaseLedger ledger;
    private DatabaseSites sites;
    private DatabaseSites otherServer;

    @BeforeEach
    void open() {
        ledger = new DatabaseLedger(server.database(), clock);
        server.asOwner(sql -> sql.execute(
                "INSERT INTO tenant (id, name, title, provider, created_at) VALUES (?, 'provider', 'P', true, now())",
                PROVIDER.tenant().value()));
        sites = newServer();
        otherServer = newServer();
    }

    private DatabaseSites newServer() {
        SystemIds ids = new SystemIds(clock);
        SecureRandom random = new SecureRandom();
        MasterKey master = MasterKey.load(folder.resolve("master-key"), Map.of(), random);
        return new DatabaseSites(new DatabaseSites.Needs(
                server.database(),
                new DatabaseTenants(server.database(), ledger, clock, ids, random),
                ledger,
                new SecretRoom(server.database(), ledger, clock, master, random).sealing(),
                new HostProbe() {
                    @Override
                    public Optional<String> check(HostEndpoint endpoint) {
                        return unusable;
                    }

                    @Override
                    public Optional<HostEndpoint> same(HostEndpoint endpoint, Collection<HostEndpoint> others) {
                        return others.stream().filter(same::contains).findFirst();
                    }
                },
                _ -> running,
                List.of("10.1.0.0/16"),
                clock,
                ids));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void assertProblem(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                .isInstanceOf(problem));
    }

    private List<String> ledgerKinds() {
        return ledger.list(PROVIDER, LedgerFilter.ANY, PageRequest.first(50)).items().stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    @Test
    void theFirstStartMakesThisMachineAHostOnce() {
        sites.ensureLocal("/run/docker.sock");
        Site main = sites.byName("main").orElseThrow();
        Host local = sites.hosts(main.id()).getFirst();
        assertThat(local.name()).isEqualTo("local");
        assertThat(local.endpoint()).isEqualTo(SOCKET);
        assertThat(local.schedulable()).isTrue();
        assertThat(local.health().state()).isEqualTo(Host.State.UNKNOWN);
        otherServer.ensureLocal("/run/docker.sock");
        assertThat(otherServer.hosts()).containsExactly(local);

        sites.setSchedulable(OWNER, local.id(), false);
        sites.remove(OWNER, local.id());
        sites.ensureLocal("/run/docker.sock");
        assertThat(sites.hosts()).isEmpty();
        assertThat(ledgerKinds()).containsExactly("host.removed", "host.drained", "host.registered", "site.created");
    }

    @Test
    void aHostIsRegisteredAfterItsEngineAnswered() {
        Site paris = sites.create(OWNER, "paris", " Paris ");
        assertThat(paris.title()).isEqualTo("Paris");
        assertThat(sites.list()).containsExactly(paris);
        unusable = Optional.of("nobody listens there");
        assertProblem(HostUnusable.class, () -> sites.register(OWNER, paris.id(), "one", SOCKET));
        assertThat(sites.hosts()).isEmpty();

        unusable = Optional.empty();
        Host one = sites.register(OWNER, paris.id(), "one", SOCKET);
        Host two = sites.register(OWNER, paris.id(), "two", REMOTE);
        assertThat(sites.host(two.id())).contains(two);
        assertThat(otherServer.hosts(paris.id())).containsExactly(one, two);
        assertThat(((Tcp) otherServer.host(two.id()).orElseThrow().endpoint()).tls())
                .isEqualTo(TLS);

        Site rome = sites.create(OWNER, "rome", "Rome");
        assertProblem(SiteNameTaken.class, () -> sites.create(OWNER, "rome", "Roma"));
        assertProblem(HostNameTaken.class, () -> sites.register(OWNER, paris.id(), "one", new UnixSocket("/other")));
        assertProblem(HostKnown.class, () -> sites.register(OWNER, rome.id(), "one", REMOTE));
        assertProblem(HostKnown.class, () -> sites.register(OWNER, rome.id(), "one", SOCKET));
        assertProblem(
                SiteNotFound.class,
                () -> sites.register(OWNER, new SiteId(UUID.randomUUID()), "one", new UnixSocket("/other")));
        assertThat(sites.hosts(rome.id())).isEmpty();
    }

    @Test
    void oneEngineIsOneHostWhereverItAnswers() {
        Site paris = sites.create(OWNER, "paris", "Paris");
        Host one = sites.register(OWNER, paris.id(), "one", REMOTE);
        same = Set.of(REMOTE);
        assertProblem(HostEngineKnown.class, () -> sites.register(OWNER, paris.id(), "two", SOCKET));
        assertThatThrownBy(() -> sites.register(OWNER, paris.id(), "two", SOCKET))
                .hasMessageContaining("unix:///run/docker.sock is host one of site paris already, which is reached at"
                        + " tcp://engine.example:2376");
        assertThat(sites.update(OWNER, one.id(), SOCKET).endpoint()).isEqualTo(SOCKET);
        same = Set.of(SOCKET);
        assertThat(sites.update(OWNER, one.id(), REMOTE).endpoint()).isEqualTo(REMOTE);
        Host two = sites.register(OWNER, paris.id(), "two", SOCKET);
        same = Set.of(REMOTE);
        assertProblem(
                HostEngineKnown.class, () -> sites.update(OWNER, two.id(), new Tcp("127.0.0.1", 2375, "x", null)));
    }

    @Test
    void theClientKeyIsStoredSealedAndForOneHostOnly() {
        Site paris = sites.create(OWNER, "paris", "Paris");
        Host one = sites.register(OWNER, paris.id(), "one", REMOTE);
        Host two = sites.register(OWNER, paris.id(), "two", new Tcp("10.9.9.9", 2376, "10.9.9.9", TLS));
        assertThat(one.toString()).doesNotContain("KEY");
        server.asOwner(sql -> {
            for (HostRecord row :
                    sql.selectFrom(io.binome.database.tables.Host.HOST).fetch()) {
                assertThat(new String(row.getClientKeySealed(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("KEY");
            }
            sql.execute(
                    "UPDATE host SET client_key_sealed = (SELECT client_key_sealed FROM host WHERE id = ?) WHERE id = ?",
                    one.id().value(),
                    two.id().value());
        });
        assertThatThrownBy(() -> newServer().hosts()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aHostMovesToAnotherEndpointThatAnswers() {
        Site paris = sites.create(OWNER, "paris", "Paris");
        Host one = sites.register(OWNER, paris.id(), "one", REMOTE);
        Host two = sites.register(OWNER, paris.id(), "two", SOCKET);
        MutualTls renewed = new MutualTls(TLS.caCertificate(), TLS.clientCertificate() + "2", TLS.clientKey() + "2");
        Tcp moved = new Tcp("other.example", 2376, "10.0.0.8", renewed);
        unusable = Optional.of("nobody listens there");
        assertProblem(HostUnusable.class, () -> sites.update(OWNER, one.id(), moved));
        assertThat(sites.host(one.id()).orElseThrow().endpoint()).isEqualTo(REMOTE);
        unusable = Optional.empty();
        assertProblem(InvalidInput.class, () -> sites.update(OWNER, one.id(), new Tcp("192.0.2.1", 2375, "x", null)));
        assertProblem(HostKnown.class, () -> sites.update(OWNER, one.id(), SOCKET));
        assertProblem(HostNotFound.class, () -> sites.update(OWNER, new HostId(UUID.randomUUID()), moved));

        assertThat(sites.update(OWNER, one.id(), moved).endpoint()).isEqualTo(moved);
        assertThat(sites.host(one.id()).orElseThrow().endpoint()).isEqualTo(moved);
        assertThat(newServer().host(one.id()).orElseThrow().endpoint()).isEqualTo(moved);
        LedgerEntry entry = ledger.list(PROVIDER, LedgerFilter.ANY, PageRequest.first(1))
                .items()
                .getFirst();
        assertThat(entry.kind()).isEqualTo("host.updated");
        assertThat(entry.toString())
                .contains("tcp://other.example:2376", "tcp://engine.example:2376")
                .doesNotContain("PRIVATE KEY");

        // A socket has no certificates, and its former engine is free for another host.
        UnixSocket socket = new UnixSocket("/run/other.sock");
        sites.update(OWNER, one.id(), socket);
        assertThat(newServer().host(one.id()).orElseThrow().endpoint()).isEqualTo(socket);
        sites.update(OWNER, two.id(), moved);
        assertThat(newServer().host(two.id()).orElseThrow().endpoint()).isEqualTo(moved);
    }

    @Test
    void anOccupiedHostStays() {
        Site paris = sites.create(OWNER, "paris", "Paris");
        HostId host = sites.register(OWNER, paris.id(), "one", SOCKET).id();
        assertProblem(HostInUse.class, () -> sites.remove(OWNER, host));
        sites.setSchedulable(OWNER, host, false);
        sites.setSchedulable(OWNER, host, false);
        assertThat(sites.host(host).orElseThrow().schedulable()).isFalse();
        running = Optional.of("3 containers of 2 stacks");
        assertProblem(HostInUse.class, () -> sites.remove(OWNER, host));
        assertThat(sites.host(host)).isPresent();
        running = Optional.empty();
        sites.remove(OWNER, host);
        assertThat(sites.host(host)).isEmpty();
        assertProblem(HostNotFound.class, () -> sites.remove(OWNER, host));
        assertProblem(HostNotFound.class, () -> sites.setSchedulable(OWNER, host, true));
        assertThat(ledgerKinds()).containsExactly("host.removed", "host.drained", "host.registered", "site.created");
    }

    @Test
    void whatWasSeenLastStands() {
        sites.ensureLocal("/run/docker.sock");
        HostId host = sites.hosts().getFirst().id();
        clock.advance(Duration.ofSeconds(5));
        var well = new Host.Health(Host.State.REACHABLE, "", clock.instant());
        var late = new Host.Health(
                Host.State.UNREACHABLE, "It is gone.", clock.instant().minusSeconds(2));
        sites.seen(host, well);
        sites.seen(host, late);
        assertThat(sites.host(host).orElseThrow().health()).isEqualTo(well);
    }

    @Test
    void answersComeFromMemoryForASecond() {
        sites.ensureLocal("/run/docker.sock");
        HostId host = sites.hosts().getFirst().id();
        assertThat(otherServer.host(host).orElseThrow().schedulable()).isTrue();
        sites.setSchedulable(OWNER, host, false);
        assertThat(sites.host(host).orElseThrow().schedulable()).isFalse();
        assertThat(otherServer.host(host).orElseThrow().schedulable()).isTrue();
        clock.advance(Duration.ofMillis(1001));
        assertThat(otherServer.host(host).orElseThrow().schedulable()).isFalse();
    }

    @Test
    void otherTenantsHaveNoRows() {
        sites.ensureLocal("/run/docker.sock");
        server.database().inTenant(ALMA, transaction -> {
            assertThat(new SiteStore().list(transaction)).isEmpty();
            assertThat(transaction.sql().fetchCount(io.binome.database.tables.Host.HOST))
                    .isZero();
            return true;
        });
        assertThatThrownBy(() -> server.database().inTenant(ALMA, transaction -> transaction
                        .sql()
                        .execute(
                                "INSERT INTO site VALUES (?, ?, 'x', 'X', now())",
                                UUID.randomUUID(),
                                PROVIDER.tenant().value())))
                .hasMessageContaining("row-level security");
    }

    @Test
    void enginesInClearAreUsedOnlyWhereThatIsAllowed() {
        SiteId paris = sites.create(OWNER, "paris", "Paris").id();
        int port = 2375;
        for (String address : List.of("127.0.0.1", "::1", "localhost", "10.1.255.3")) {
            sites.register(OWNER, paris, "h" + port, new Tcp(address, port++, address, null));
        }
        for (String address : List.of("10.2.0.1", "engine.example", "0.0.0.0", "2001:db8::1", "a b", "", "http://x")) {
            assertProblem(
                    InvalidInput.class, () -> sites.register(OWNER, paris, "x", new Tcp(address, 2375, "edge", null)));
        }
        for (HostEndpoint wrong : List.of(
                new UnixSocket("docker.sock"),
                new UnixSocket("/" + "x".repeat(107)),
                new UnixSocket("/a\nb"),
                new Tcp("10.1.0.1", 0, "edge", null),
                new Tcp("engine.example", 2376, "edge", new MutualTls("x", "y", "z")))) {
            assertProblem(InvalidInput.class, () -> sites.register(OWNER, paris, "x", wrong));
        }
        assertThat(sites.hosts(paris)).hasSize(4);
    }
}
