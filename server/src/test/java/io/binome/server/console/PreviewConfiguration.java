package io.binome.server.console;

import io.binome.changes.ChangeCosts;
import io.binome.changes.internal.MeasuredChangeCosts;
import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.metering.Agents;
import io.binome.metering.MeteringSettings;
import io.binome.metering.internal.DatabaseAgents;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.MasterKey;
import io.binome.secrets.RegistryCredentials;
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
import io.binome.server.wiring.EvidenceWiring;
import io.binome.server.wiring.LedgerWiring;
import io.binome.server.wiring.MarginWiring;
import io.binome.server.wiring.NotificationWiring;
import io.binome.server.wiring.PlatformWiring;
import io.binome.server.wiring.RepositoryWiring;
import io.binome.server.wiring.TenancyWiring;
import io.binome.sites.FakeSites;
import io.binome.sites.Sites;
import io.binome.states.HandWrites;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseClosings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.json.JsonMapper;

/** The parts of {@link ConsolePreview}: what is fake, and what is as in the server. */
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
    EvidenceWiring.class,
    ConsoleWiring.class,
    MarginWiring.class,
    NotificationWiring.class,
    PreviewInvoices.class
})
class PreviewConfiguration {
    @Bean
    Notifications notifications() {
        return Notifications.NONE;
    }

    @Bean
    FakeChanges changes() {
        return new FakeChanges();
    }

    /** Something runs in each tenant but the one that is called so. */
    @Bean
    Closings closings(OpenDatabase database, Ledger ledger, Tenants tenants, InstantSource clock) {
        return new DatabaseClosings(database, ledger, clock, new StayListener() {
            @Override
            public List<Obstacle> obstacles(TenantScope scope) {
                return tenants.get(scope).name().equals("idle")
                        ? List.of()
                        : List.of(
                                new Obstacle(Obstacle.Kind.CHANGE, "shop!12"),
                                new Obstacle(Obstacle.Kind.SERVICE, "shop/web front"),
                                new Obstacle(Obstacle.Kind.STATE, "network/base"));
            }
        });
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
    ChangeCosts changeCosts(FakeChanges changes, FakeBills bills, InstantSource clock) {
        return new MeasuredChangeCosts(changes, bills, clock);
    }

    @Bean
    FakeSizing rightSizing(FakeWorkloads workloads, InstantSource clock) {
        return new FakeSizing(workloads, clock);
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
    Agents agents(Database database, Ledger ledger, Tenants tenants, Sites sites, InstantSource clock) {
        return new DatabaseAgents(new DatabaseAgents.Needs(
                database,
                ledger,
                () -> new TenantScope(tenants.provider().id()),
                sites::host,
                _ -> List.of(),
                _ -> Set.of(tenants.provider().id()),
                MeteringSettings.USUAL,
                new SecureRandom(),
                clock));
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
