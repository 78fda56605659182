package io.binome.server.console;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.MasterKey;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.RegistryLogins.Login;
import io.binome.secrets.Sealing;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.internal.SecretRoom;
import io.binome.server.api.ApiWiring;
import io.binome.server.api.WorkApiWiring;
import io.binome.server.security.SecurityWiring;
import io.binome.server.settings.Settings;
import io.binome.server.settings.SettingsWiring;
import io.binome.server.shell.ShellLimits;
import io.binome.server.shell.Shells;
import io.binome.server.wiring.LedgerWiring;
import io.binome.server.wiring.NotificationWiring;
import io.binome.server.wiring.PlatformWiring;
import io.binome.server.wiring.RepositoryWiring;
import io.binome.server.wiring.TenancyWiring;
import io.binome.sites.FakeSites;
import io.binome.sites.Sites;
import io.binome.states.HandWrites;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * The console over real tenancy, Git and ledger; changes, stacks, workloads and runs are fakes full of an example. Its
 * {@code main} shows it on a port: {@code http://127.0.0.1:8499}, as developer@ or lead@librairie.example, or
 * operator@provider.example.
 */
public final class ConsolePreview implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    private static final Actor SETUP = new Actor.Machine("preview");

    private final TestDatabase database;
    private final ConfigurableApplicationContext context;

    private ConsolePreview(TestDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    public static void main(String[] arguments) throws Exception {
        ConsolePreview preview = start(Files.createTempDirectory("preview"), 8499);
        System.out.println(preview.base());
        Thread.currentThread().join();
    }

    static ConsolePreview start(Path home, int port) {
        TestDatabase database = TestDatabase.fresh();
        SpringApplication application = new SpringApplication(Configuration.class);
        application.addInitializers(
                context -> context.getBeanFactory().registerSingleton("database", database.database()));
        ConsolePreview preview = new ConsolePreview(
                database,
                application.run("--binome.port=" + port, "--binome.home=" + home, "--logging.level.root=error"));
        preview.fill();
        return preview;
    }

    String base() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    RequestMappingHandlerMapping handlers() {
        return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    }

    private void fill() {
        Tenants tenants = bean(Tenants.class);
        Tenant provider = tenants.provider();
        Tenant librairie = tenants.create(SETUP, "librairie", "Librairie des Halles");
        Tenant empty = tenants.create(SETUP, "atelier", "Atelier Nord");
        Member developer =
                member(librairie, Role.DEVELOPER, "developer@librairie.example", "developer@librairie.example");
        Member lead = member(librairie, Role.LEAD, "lead@librairie.example", "lead@librairie.example");
        member(librairie, Role.READER, "reader@librairie.example", "reader@librairie.example");
        member(empty, Role.LEAD, "lead@atelier.example", "lead@atelier.example");
        member(provider, Role.OPERATOR, "operator@provider.example", "operator@provider.example");

        TenantScope scope = new TenantScope(librairie.id());
        Repositories repositories = bean(Repositories.class);
        Repository shop = repositories.create(scope, developer(developer), "shop");
        repositories.create(scope, developer(developer), "blog");
        String base = repositories.write(
                scope,
                developer(developer),
                shop.id(),
                new Repositories.BranchWrite(
                        "start", null, files("2.3", "30s", 2), List.of(), "First deploy of the shop"));
        bean(Database.class)
                .inTenant(scope, transaction -> repositories.moveDefaultBranch(transaction, shop.id(), null, base));
        String head = repositories.write(
                scope,
                developer(developer),
                shop.id(),
                new Repositories.BranchWrite(
                        "change-12", base, files("2.4", "10s", 3), List.of(), "Move the web front to 2.4"));
        RegistryCredentials registries = bean(RegistryCredentials.class);
        registries.put(scope, developer(lead), new Login("docker.io", "librairie-des-halles", PASSWORD));
        registries.put(scope, SETUP, new Login("registry.librairie.example:5000", "robot$pull", PASSWORD));
        KeptSecrets secrets = bean(KeptSecrets.class);
        byte[] value = PASSWORD.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        secrets.put(scope, developer(lead), "shop/database-password", List.of("production"), value);
        secrets.put(scope, developer(lead), "shop/database-password", null, value);
        secrets.put(scope, SETUP, "shop/payment-key", List.of("production", "preproduction"), value);
        secrets.put(scope, developer(lead), "smtp-password", List.of(), value);
        bean(VaultConnections.class)
                .set(
                        scope,
                        SETUP,
                        new VaultConnections.Connection(
                                null,
                                java.net.URI.create("https://vault.librairie.example:8200"),
                                null,
                                null,
                                VaultConnections.Login.APPROLE,
                                "approle",
                                "role",
                                "84896a0c-1347-aa90-a4f6-aca8b7558780"));
        PreviewMaker make = new PreviewMaker(
                bean(FakeChanges.class),
                bean(FakeStacks.class),
                bean(FakeWorkloads.class),
                bean(FakeRuns.class),
                bean(FakeDrifts.class));
        PreviewMaker.Place place = new PreviewMaker.Place(
                librairie.id(),
                shop.id(),
                "shop",
                base,
                head,
                developer(developer).reference(),
                developer(lead).reference());
        StackId production = make.stack(place, "shop-production", "production");
        StackId qualification = make.stack(place, "shop-qualification", "qualification");
        new PreviewServices(make).fill(place, production, qualification);
        new PreviewChanges(make).fill(place, production, qualification);
        bean(FakeContracts.class).agree(scope, CONTRACT);
        fillFleet(make);
        bean(FakeSpending.class).fill(scope, bean(InstantSource.class).instant());
        bean(FakeBills.class).used.add(scope);
    }

    private static final String CONTRACT = """
            paths: {shop/production/**: production}
            owners:
              shop/payment/**: lead
              shop/infra/**: [ada@librairie.example, bob@msp.example]
            budgets:
              month: {month: 800.00, over: lead+provider}
              shop: {month: 250.50, environment: production, stack: shop/shop-production, over: lead}
            priceBook: standard
            limits: {processors: 16, memory: 32 GiB, replicas: 12}
            serviceLevels:
              - {environment: production, objective: availability, target: 99.9 % a month}
            contacts:
              - {name: On-call desk, party: provider, address: on-call@msp.example}
            environments:
              qualification:
                autonomy: self
                calendar:
                  zone: Europe/Paris
                  holidays: FR
                  windows: [off-hours, business-hours]
              production:
                autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}
                calendar:
                  zone: Europe/Paris
                  holidays: FR
                  notice: 1 working days
                  windows:
                    - off-hours
                    - name: Tuesdays and Thursdays at lunch
                      rule: FREQ=WEEKLY;BYDAY=TU,TH
                      at: "12:00"
                      for: 1h 30m
                  freezes:
                    - name: Christmas
                      reason: The shops sell half of their year
                      from: 2026-12-12
                      to: 2027-01-04
                      goingBack: allowed
                      except: [2026-12-20]
                    - name: Month end
                      reason: The books are closed
                      rule: FREQ=MONTHLY;BYMONTHDAY=-1
                      at: "06:00"
                      until: "24:00"
                  exceptions:
                    - {from: 2026-12-16 20:00, to: 2026-12-16 23:00, reason: The new rate of tax}
            """;

    private void fillFleet(PreviewMaker make) {
        Tenant fleet =
                bean(Tenants.class).create(SETUP, "fleet", "Fleet of the Northern Region, Point-of-Sale Division");
        Member developer = member(fleet, Role.DEVELOPER, "developer@fleet.example", "developer@fleet.example");
        Member lead =
                member(fleet, Role.LEAD, "lead@fleet.example", "lead-of-the-point-of-sale-division@fleet.example");
        TenantScope scope = new TenantScope(fleet.id());
        Repositories repositories = bean(Repositories.class);
        Repository repository = repositories.create(scope, developer(developer), "fleet");
        String base = repositories.write(
                scope,
                developer(developer),
                repository.id(),
                new Repositories.BranchWrite("start", null, files("1", "30s", 1), List.of(), "First deploy"));
        new PreviewExtremes(make)
                .fill(new PreviewMaker.Place(
                        fleet.id(),
                        repository.id(),
                        "fleet",
                        base,
                        base,
                        developer(developer).reference(),
                        developer(lead).reference()));
    }

    private static Actor developer(Member member) {
        return new Actor.Person(member.id(), member.tenant());
    }

    private Member member(Tenant tenant, Role role, String email, String name) {
        return bean(Tenants.class)
                .createMember(new TenantScope(tenant.id()), SETUP, new Tenants.NewMember(email, name, role, PASSWORD));
    }

    private static Map<String, byte[]> files(String version, String interval, int replicas) {
        String compose = """
                services:
                  web:
                    image: shop/web:%s
                    ports:
                      - "8080:80"
                    healthcheck:
                      test: ["CMD", "wget", "-q", "http://127.0.0.1/health"]
                      interval: %s
                  api:
                    image: shop/api:2.4
                    deploy:
                      replicas: %d
                  store:
                    image: shop/store:1
                    volumes:
                      - store:/var/lib/store
                volumes:
                  store: {}
                """.formatted(version, interval, replicas);
        String manifest = """
                stacks:
                  - name: shop-production
                    path: .
                    engine: compose
                    environment: production
                    site: paris
                """;
        return Map.of(
                "compose.yaml", compose.getBytes(StandardCharsets.UTF_8),
                "binome.yaml", manifest.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        context.close();
        database.close();
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
        ConsoleWiring.class,
        NotificationWiring.class
    })
    static class Configuration {
        @Bean
        Notifications notifications() {
            return Notifications.NONE;
        }

        @Bean
        FakeChanges changes() {
            return new FakeChanges();
        }

        @Bean
        FakeStacks stacks() {
            return new FakeStacks();
        }

        @Bean
        HandWrites handWrites() {
            return (scope, actor) -> new HandWrites.Answer.Allowed(Duration.ofMinutes(60));
        }

        @Bean
        FakeBreakGlasses breakGlasses(InstantSource clock) {
            return new FakeBreakGlasses(clock);
        }

        @Bean
        FakeStates states() {
            return new FakeStates();
        }

        @Bean
        FakeGuidelines guidelines() {
            return new FakeGuidelines();
        }

        @Bean
        FakeAutonomy autonomy(FakeContracts contracts) {
            return new FakeAutonomy(contracts);
        }

        @Bean
        FakeContracts contracts() {
            return new FakeContracts();
        }

        @Bean
        FakeDrifts drifts() {
            return new FakeDrifts();
        }

        @Bean
        FakeSpending spending() {
            return new FakeSpending();
        }

        @Bean
        FakeBills bills(InstantSource clock) {
            return new FakeBills(clock);
        }

        @Bean
        FakeWorkloads workloads() {
            return new FakeWorkloads();
        }

        @Bean
        FakeMetering metering(FakeWorkloads workloads, InstantSource clock) {
            return new FakeMetering(workloads, clock);
        }

        @Bean
        FakeReconciliation reconciliation() {
            return new FakeReconciliation();
        }

        /** For the tests of what happens when they are over, each with a short one of its own. */
        @Bean
        AtomicReference<ShellLimits> presentShellLimits(ShellLimits usual) {
            return new AtomicReference<>(usual);
        }

        @Bean
        @Primary
        Shells shellsWithPresentLimits(AtomicReference<ShellLimits> limits, JsonMapper json) {
            return new Shells(limits::get, json);
        }

        @Bean
        @Primary
        FakeRuns fakeRuns() {
            return new FakeRuns();
        }

        @Bean
        LedgerSigner ledgerSigner(SecretRoom secrets) {
            return secrets.ledgerSigner();
        }

        @Bean
        SecretRoom secretRoom(Database database, Ledger ledger, InstantSource clock, Settings settings) {
            SecureRandom random = new SecureRandom();
            MasterKey master = MasterKey.load(settings.home().resolve("master-key"), Map.of(), random);
            return new SecretRoom(database, ledger, clock, master, random);
        }

        @Bean
        Sealing sealing(SecretRoom secrets) {
            return secrets.sealing();
        }

        @Bean
        RegistryCredentials registryCredentials(SecretRoom secrets) {
            return secrets.registryCredentials();
        }

        @Bean
        KeptSecrets keptSecrets(SecretRoom secrets) {
            return secrets.keptSecrets();
        }

        @Bean
        VaultConnections vaultConnections(SecretRoom secrets) {
            return secrets.vaultConnections();
        }

        @Bean
        Sites sites() {
            return new FakeSites();
        }
    }
}
