package io.binome.server.api;

import io.binome.advice.Autonomy;
import io.binome.advice.RightSizing;
import io.binome.billing.Bills;
import io.binome.billing.Invoices;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.contracts.internal.ContractsRoom;
import io.binome.contracts.internal.Offer;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.database.TestDatabase;
import io.binome.drift.Drifts;
import io.binome.evidence.EvidencePacks;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.ledger.TestSigner;
import io.binome.margin.HostCosts;
import io.binome.margin.Margins;
import io.binome.metering.Agents;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.internal.DatabaseAgents;
import io.binome.secrets.FakeSealing;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.Sealing;
import io.binome.secrets.VaultConnections;
import io.binome.server.security.SecurityWiring;
import io.binome.server.settings.SettingsWiring;
import io.binome.server.wiring.LedgerWiring;
import io.binome.server.wiring.NotificationWiring;
import io.binome.server.wiring.PlatformWiring;
import io.binome.server.wiring.RepositoryWiring;
import io.binome.server.wiring.TenancyWiring;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.states.BreakGlasses;
import io.binome.states.States;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.DatabaseClosings;
import io.binome.workloads.ResourceUse;
import io.binome.workloads.Workloads;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API over real HTTP, sign-in, tenancy, Git and ledger. The rooms of the work itself are not there: calling one fails
 * the request with 500, which shows that a handler let somebody in.
 */
final class ApiServer implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Servers that there are. */
    static final List<HostId> HOSTS = List.of(new HostId(new UUID(0, 1)), new HostId(new UUID(0, 2)));

    private static final Actor SETUP = new Actor.Machine("test");

    private final TestDatabase database;
    private final ConfigurableApplicationContext context;
    private final String base;

    private ApiServer(TestDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
        this.base = "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    static ApiServer start(Path home, String... more) {
        TestDatabase database = TestDatabase.fresh();
        SpringApplication application = new SpringApplication(Configuration.class);
        application.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("database", database.database());
        });
        List<String> arguments =
                new ArrayList<>(List.of("--binome.port=0", "--binome.home=" + home, "--logging.level.root=error"));
        arguments.addAll(List.of(more));
        return new ApiServer(database, application.run(arguments.toArray(String[]::new)));
    }

    String address() {
        return base;
    }

    TestDatabase database() {
        return database;
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    RequestMappingHandlerMapping handlers() {
        return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    }

    Tenant tenant(String name) {
        return bean(Tenants.class).create(SETUP, name, name);
    }

    Member member(Tenant tenant, Role role, String email) {
        return bean(Tenants.class)
                .createMember(
                        new TenantScope(tenant.id()),
                        SETUP,
                        new Tenants.NewMember(email, email, role, "correct horse battery"));
    }

    String token(Member member, TokenScope... scopes) {
        return bean(SignIn.class)
                .createToken(new TenantScope(member.tenant()), member.id(), "test", Set.of(scopes), Duration.ofDays(1))
                .secret();
    }

    HttpResponse<String> send(
            String method, String path, @Nullable String token, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What an agent sends. */
    HttpResponse<String> report(@Nullable String token, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1/agent/readings"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/gzip");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    /** Stands for a room that must not be reached. */
    private static <T> T unreached(Class<T> face) {
        return face.cast(Proxy.newProxyInstance(
                face.getClassLoader(), new Class<?>[] {face}, (self, method, arguments) -> switch (method.getName()) {
                    case "toString" -> "unreached " + face.getSimpleName();
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    // Told of the end of every run, also of those that were lent nothing.
                    case "endRun" -> null;
                    default -> throw new IllegalStateException(method + " was reached");
                }));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({
        SettingsWiring.class,
        PlatformWiring.class,
        TenancyWiring.class,
        LedgerWiring.class,
        RepositoryWiring.class,
        SecurityWiring.class,
        ApiWiring.class,
        WorkApiWiring.class,
        NotificationWiring.class
    })
    static class Configuration {
        @Bean
        Notifications notifications() {
            return Notifications.NONE;
        }

        @Bean
        LedgerSigner ledgerSigner() {
            return new TestSigner();
        }

        @Bean
        Sealing sealing() {
            return new FakeSealing();
        }

        @Bean
        Closings closings(OpenDatabase database, Ledger ledger, InstantSource clock) {
            return new DatabaseClosings(database, ledger, clock, StayListener.NONE);
        }

        @Bean
        Changes changes() {
            return unreached(Changes.class);
        }

        @Bean
        Spending spending() {
            return unreached(Spending.class);
        }

        @Bean
        Bills bills() {
            return unreached(Bills.class);
        }

        @Bean
        Metering metering() {
            return unreached(Metering.class);
        }

        /** On both of its hosts a tenant acme has its place, and nobody else. */
        @Bean
        Agents agents(OpenDatabase database, Ledger ledger, Tenants tenants, SecureRandom random, InstantSource clock) {
            return new DatabaseAgents(new DatabaseAgents.Needs(
                    database,
                    ledger,
                    () -> new TenantScope(tenants.provider().id()),
                    id -> HOSTS.contains(id)
                            ? Optional.of(new Host(
                                    id,
                                    new SiteId(new UUID(0, 9)),
                                    "web",
                                    new HostEndpoint.Tcp("10.0.0.7", 2376, "10.0.0.7", null),
                                    true,
                                    new Host.Health(Host.State.REACHABLE, "", clock.instant())))
                            : Optional.empty(),
                    _ -> List.of(),
                    _ -> tenants.byName("acme").map(acme -> Set.of(acme.id())).orElse(Set.of()),
                    MeteringSettings.USUAL,
                    random,
                    clock));
        }

        @Bean
        EvidencePacks evidencePacks() {
            return unreached(EvidencePacks.class);
        }

        @Bean
        Invoices invoices() {
            return unreached(Invoices.class);
        }

        @Bean
        HostCosts hostCosts() {
            return unreached(HostCosts.class);
        }

        @Bean
        Margins margins() {
            return unreached(Margins.class);
        }

        @Bean
        Reconciliation reconciliation() {
            return unreached(Reconciliation.class);
        }

        @Bean
        Prices prices() {
            return unreached(Prices.class);
        }

        @Bean
        Contracts contracts(OpenDatabase database, Tenants tenants, Ledger ledger, InstantSource clock) {
            return new ContractsRoom(new ContractsRoom.Needs(database, tenants, ledger, clock, Offer.usual(), List::of))
                    .contracts();
        }

        @Bean
        Autonomy autonomy() {
            return unreached(Autonomy.class);
        }

        @Bean
        ChangeCosts changeCosts() {
            return (_, _) -> Optional.empty();
        }

        @Bean
        RightSizing rightSizing() {
            return unreached(RightSizing.class);
        }

        @Bean
        Drifts drifts() {
            return unreached(Drifts.class);
        }

        @Bean
        Stacks stacks() {
            return unreached(Stacks.class);
        }

        @Bean
        BreakGlasses breakGlasses() {
            return unreached(BreakGlasses.class);
        }

        @Bean
        States states() {
            return unreached(States.class);
        }

        @Bean
        Workloads workloads() {
            Workloads rest = unreached(Workloads.class);
            // Only what the services of a tenant claim may be asked for: nothing runs here.
            return (Workloads) Proxy.newProxyInstance(
                    Workloads.class.getClassLoader(),
                    new Class<?>[] {Workloads.class},
                    (_, method, arguments) -> method.getName().equals("use")
                            ? new Workloads.TenantUse(ResourceUse.NONE, List.of(), List.of())
                            : method.invoke(rest, arguments));
        }

        @Bean
        RegistryCredentials registryCredentials() {
            return unreached(RegistryCredentials.class);
        }

        @Bean
        KeptSecrets keptSecrets() {
            return unreached(KeptSecrets.class);
        }

        @Bean
        VaultConnections vaultConnections() {
            return unreached(VaultConnections.class);
        }

        @Bean
        Sites sites() {
            return unreached(Sites.class);
        }
    }
}
