package io.binome.server.api;

import io.binome.advice.Autonomy;
import io.binome.advice.RightSizing;
import io.binome.billing.Bills;
import io.binome.billing.Invoices;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.calendar.Calendars;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.drift.Drifts;
import io.binome.evidence.EvidencePacks;
import io.binome.margin.HostCosts;
import io.binome.margin.Margins;
import io.binome.metering.Agents;
import io.binome.metering.Metering;
import io.binome.metering.Reconciliation;
import io.binome.notifications.Inbox;
import io.binome.notifications.Webhooks;
import io.binome.notifications.Wording;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.VaultConnections;
import io.binome.server.security.SessionCookie;
import io.binome.server.settings.Settings;
import io.binome.server.shell.ShellLimits;
import io.binome.server.shell.Shells;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.states.BreakGlasses;
import io.binome.states.States;
import io.binome.tenancy.Access;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.Set;
import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The part of the HTTP API that is about the work itself: changes, stacks, services, sites. */
@Configuration(proxyBeanMethods = false)
public class WorkApiWiring {
    private static final int REPORTS_AT_ONCE = 4;

    @Bean
    ChangeCostController changeCostController(Changes changes, ChangeCosts costs, Entrance entrance) {
        return new ChangeCostController(changes, costs, entrance);
    }

    @Bean
    ChangeController changeController(
            Changes changes,
            Repositories repositories,
            Runs runs,
            People people,
            Entrance entrance,
            Settings settings) {
        return new ChangeController(changes, repositories, runs, people, entrance, settings);
    }

    @Bean
    EvidenceController evidenceController(EvidencePacks packs, Changes changes, Entrance entrance) {
        return new EvidenceController(packs, changes, entrance);
    }

    @Bean
    StackController stackController(
            Stacks stacks, Workloads workloads, Repositories repositories, Changes changes, Entrance entrance) {
        return new StackController(stacks, workloads, repositories, changes, entrance);
    }

    @Bean
    DriftController driftController(
            Drifts drifts,
            Stacks stacks,
            Repositories repositories,
            Changes changes,
            Entrance entrance,
            Settings settings) {
        return new DriftController(drifts, stacks, repositories, changes, entrance, settings);
    }

    @Bean
    Calendars calendars() {
        return new Calendars();
    }

    @Bean
    TenantCalendars tenantCalendars(Contracts contracts, Calendars calendars) {
        return new TenantCalendars(contracts, calendars);
    }

    @Bean
    CalendarController calendarController(TenantCalendars calendars, Entrance entrance, InstantSource clock) {
        return new CalendarController(calendars, entrance, clock);
    }

    @Bean
    AutonomyController autonomyController(Autonomy autonomy, Entrance entrance, Settings settings) {
        return new AutonomyController(autonomy, entrance, settings);
    }

    @Bean
    SizingController sizingController(RightSizing sizing, Entrance entrance, Settings settings) {
        return new SizingController(sizing, entrance, settings);
    }

    @Bean
    ServiceController serviceController(
            Stacks stacks, Workloads workloads, Entrance entrance, LiveStreams streams, JsonMapper json) {
        return new ServiceController(stacks, workloads, entrance, streams, json);
    }

    @Bean
    ShellLimits shellLimits(Settings settings) {
        Settings.Shell shell = settings.shell();
        return ShellLimits.of(shell.idle(), shell.longest(), shell.perTenant());
    }

    @Bean
    Shells shells(ShellLimits limits, JsonMapper json) {
        return new Shells(() -> limits, json);
    }

    /** Tomcat knows of WebSockets only when it is told to. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> webSockets() {
        return factory ->
                factory.addContextCustomizers(context -> context.addServletContainerInitializer(new WsSci(), Set.of()));
    }

    @Bean
    ShellController shellController(
            Stacks stacks,
            Workloads workloads,
            SignIn signIn,
            SessionCookie cookie,
            Settings settings,
            Entrance entrance,
            Shells shells) {
        return new ShellController(stacks, workloads, signIn, cookie, settings, entrance, shells);
    }

    @Bean
    InboxController inboxController(Inbox inbox, Wording wording, Access access, Settings settings) {
        return new InboxController(inbox, wording, access, settings);
    }

    @Bean
    WebhookController webhookController(Webhooks webhooks, Entrance entrance) {
        return new WebhookController(webhooks, entrance);
    }

    @Bean
    RegistryController registryController(RegistryCredentials credentials, Entrance entrance) {
        return new RegistryController(credentials, entrance);
    }

    @Bean
    SecretController secretController(KeptSecrets secrets, Stacks stacks, People people, Entrance entrance) {
        return new SecretController(secrets, stacks, people, entrance);
    }

    @Bean
    VaultController vaultController(VaultConnections connections, Entrance entrance) {
        return new VaultController(connections, entrance);
    }

    @Bean
    BreakGlassController breakGlassController(
            BreakGlasses glasses,
            Stacks stacks,
            Repositories repositories,
            People people,
            Entrance entrance,
            InstantSource clock) {
        return new BreakGlassController(glasses, stacks, repositories, people, entrance, clock);
    }

    @Bean
    StateController stateController(
            States states, Stacks stacks, Repositories repositories, People people, Entrance entrance) {
        return new StateController(states, stacks, repositories, people, entrance);
    }

    @Bean
    LimitController limitController(Tenants tenants, Workloads workloads, Entrance entrance) {
        return new LimitController(tenants, workloads, entrance);
    }

    @Bean
    ContractController contractController(Contracts contracts, Changes changes, Entrance entrance) {
        return new ContractController(contracts, changes, entrance);
    }

    @Bean
    BillController billController(Bills bills, Metering metering, Entrance entrance, InstantSource clock) {
        return new BillController(bills, metering, entrance, clock);
    }

    @Bean
    ForecastController forecastController(Bills bills, Entrance entrance, InstantSource clock) {
        return new ForecastController(bills, entrance, clock);
    }

    @Bean
    InvoiceController invoiceController(Invoices invoices, Entrance entrance) {
        return new InvoiceController(invoices, entrance);
    }

    @Bean
    CostController costController(
            Spending spending, Prices prices, Contracts contracts, Entrance entrance, InstantSource clock) {
        return new CostController(spending, prices, contracts, entrance, clock);
    }

    @Bean
    MetricsController metricsController(
            Stacks stacks,
            Repositories repositories,
            Workloads workloads,
            Metering metering,
            Tenants tenants,
            Access access,
            Entrance entrance,
            Settings settings,
            InstantSource clock) {
        ServiceMetrics metrics = new ServiceMetrics(stacks, repositories, workloads, metering, clock);
        return new MetricsController(metrics, tenants, access, entrance, settings);
    }

    @Bean
    UsageController usageController(
            Metering metering,
            Reconciliation reconciliation,
            Stacks stacks,
            Repositories repositories,
            Workloads workloads,
            Sites sites,
            Agents agents,
            Entrance entrance,
            InstantSource clock) {
        return new UsageController(
                metering, reconciliation, stacks, repositories, workloads, sites, agents, entrance, clock);
    }

    @Bean
    MarginController marginController(HostCosts costs, Margins margins, Sites sites, Entrance entrance) {
        return new MarginController(costs, margins, sites, entrance);
    }

    @Bean
    SiteController siteController(Sites sites, Agents agents, Entrance entrance, InstantSource clock) {
        return new SiteController(sites, agents, entrance, clock);
    }

    @Bean
    AgentController agentController(Agents agents, Sites sites, Entrance entrance, ReportPlaces places) {
        return new AgentController(agents, sites, entrance, places);
    }

    @Bean
    ReportPlaces reportPlaces() {
        return new ReportPlaces(REPORTS_AT_ONCE);
    }
}
