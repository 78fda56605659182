package io.binome.server.console;

import io.binome.advice.Autonomy;
import io.binome.advice.RightSizing;
import io.binome.billing.Bills;
import io.binome.billing.Invoices;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.drift.Drifts;
import io.binome.guidelines.Guidelines;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
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
import io.binome.server.api.Entrance;
import io.binome.server.api.LiveStreams;
import io.binome.server.api.People;
import io.binome.server.api.TenantCalendars;
import io.binome.server.security.SessionCookie;
import io.binome.server.settings.Settings;
import io.binome.server.shell.ShellLimits;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWrites;
import io.binome.states.States;
import io.binome.tenancy.Access;
import io.binome.tenancy.Closings;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.time.ZoneId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The console. Stands beside the API, whose {@code Entrance}, {@code People} and {@code LiveStreams} it uses. */
@Configuration(proxyBeanMethods = false)
public class ConsoleWiring {
    @Bean
    WebMvcConfigurer preferences() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new Preferences()).excludePathPatterns("/api/**", "/assets/**", "/health/**");
            }
        };
    }

    @Bean
    Assets assets() {
        return new Assets();
    }

    @Bean
    AssetController assetController(Assets assets) {
        return new AssetController(assets);
    }

    @Bean
    Pages pages() {
        return new Pages();
    }

    @Bean
    Frames frames(
            Assets assets,
            Access access,
            Tenants tenants,
            Closings closings,
            Changes changes,
            Inbox inbox,
            InstantSource clock) {
        return new Frames(assets, access, tenants, closings, changes, inbox, clock);
    }

    @Bean
    ClosingConsole closingConsole(
            Closings closings, Entrance entrance, Settings settings, InstantSource clock, Frames frames, Pages pages) {
        return new ClosingConsole(closings, entrance, ZoneId.of(settings.mail().zone()), clock, frames, pages);
    }

    @Bean
    ConsoleProblems consoleProblems(Frames frames, Pages pages) {
        return new ConsoleProblems(frames, pages);
    }

    @Bean
    ErrorPages errorPages(ConsoleProblems problems) {
        return new ErrorPages(problems);
    }

    @Bean
    StackCards stackCards(Repositories repositories, Stacks stacks, Workloads workloads, Drifts drifts) {
        return new StackCards(repositories, stacks, workloads, drifts);
    }

    @Bean
    SignInConsole signInConsole(SignIn signIn, Access access, SessionCookie cookie, Frames frames, Pages pages) {
        return new SignInConsole(signIn, access, cookie, frames, pages);
    }

    @Bean
    AccountConsole accountConsole(
            SignIn signIn, Access access, SessionCookie cookie, Settings settings, Frames frames, Pages pages) {
        return new AccountConsole(signIn, access, cookie, settings, frames, pages);
    }

    @Bean
    HomeConsole homeConsole(
            Entrance entrance,
            Changes changes,
            Repositories repositories,
            Workloads workloads,
            StackCards cards,
            People people,
            LiveStreams streams,
            Settings settings,
            Frames frames,
            Pages pages) {
        return new HomeConsole(
                entrance, changes, repositories, workloads, cards, people, streams, settings, frames, pages);
    }

    @Bean
    ChangePages changePages(
            Changes changes, Repositories repositories, Stacks stacks, Runs runs, People people, JsonMapper json) {
        return new ChangePages(changes, repositories, stacks, runs, people, json);
    }

    @Bean
    ChangeCostConsole changeCostConsole(
            Changes changes, ChangeCosts costs, Entrance entrance, Frames frames, Pages pages) {
        return new ChangeCostConsole(changes, costs, entrance, frames, pages);
    }

    @Bean
    ChangeConsole changeConsole(
            Entrance entrance,
            Changes changes,
            Repositories repositories,
            ChangePages changePages,
            People people,
            LiveStreams streams,
            Frames frames,
            Pages pages) {
        return new ChangeConsole(entrance, changes, repositories, changePages, people, streams, frames, pages);
    }

    @Bean
    RepositoryConsole repositoryConsole(
            Entrance entrance,
            Repositories repositories,
            Stacks stacks,
            Changes changes,
            StackCards cards,
            People people,
            Settings settings,
            Frames frames,
            Pages pages) {
        return new RepositoryConsole(entrance, repositories, stacks, changes, cards, people, settings, frames, pages);
    }

    @Bean
    BreakGlassPanel.Maker breakGlassPanels(BreakGlasses glasses, HandWrites handWrites, People people) {
        return new BreakGlassPanel.Maker(glasses, handWrites, people);
    }

    @Bean
    ServiceConsole serviceConsole(
            Entrance entrance,
            Stacks stacks,
            Workloads workloads,
            Changes changes,
            Drifts drifts,
            StackCards cards,
            People people,
            BreakGlassPanel.Maker glasses,
            JsonMapper json,
            Frames frames,
            Pages pages) {
        return new ServiceConsole(
                entrance, stacks, workloads, changes, drifts, cards, people, glasses, json, frames, pages);
    }

    @Bean
    BillConsole billConsole(Entrance entrance, Bills bills, InstantSource clock, Frames frames, Pages pages) {
        return new BillConsole(entrance, bills, clock, frames, pages);
    }

    @Bean
    ForecastConsole forecastConsole(Entrance entrance, Bills bills, InstantSource clock, Frames frames, Pages pages) {
        return new ForecastConsole(entrance, bills, clock, frames, pages);
    }

    @Bean
    OverTimeConsole overTimeConsole(
            Entrance entrance,
            Bills bills,
            Metering metering,
            Contracts contracts,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        return new OverTimeConsole(entrance, bills, metering, contracts, clock, frames, pages);
    }

    @Bean
    UsageConsole usageConsole(
            Entrance entrance,
            Bills bills,
            Metering metering,
            Reconciliation reconciliation,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        return new UsageConsole(entrance, bills, metering, reconciliation, clock, frames, pages);
    }

    @Bean
    HostUsageConsole hostUsageConsole(
            Entrance entrance,
            Sites sites,
            Reconciliation reconciliation,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        return new HostUsageConsole(entrance, sites, reconciliation, clock, frames, pages);
    }

    @Bean
    InvoiceConsole invoiceConsole(Entrance entrance, Invoices invoices, Frames frames, Pages pages) {
        return new InvoiceConsole(entrance, invoices, frames, pages);
    }

    @Bean
    CostConsole costConsole(
            Entrance entrance,
            Spending spending,
            Prices prices,
            Contracts contracts,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        return new CostConsole(entrance, spending, prices, contracts, clock, frames, pages);
    }

    @Bean
    StateConsole stateConsole(
            Entrance entrance,
            Stacks stacks,
            States states,
            People people,
            BreakGlasses glasses,
            BreakGlassPanel.Maker panels,
            Settings settings,
            JsonMapper json,
            Frames frames,
            Pages pages) {
        return new StateConsole(entrance, stacks, states, people, glasses, panels, settings, json, frames, pages);
    }

    @Bean
    ShellConsole shellConsole(
            Entrance entrance, Stacks stacks, Workloads workloads, ShellLimits limits, Frames frames, Pages pages) {
        return new ShellConsole(entrance, stacks, workloads, limits, frames, pages);
    }

    @Bean
    MemberConsole memberConsole(
            Entrance entrance,
            Tenants tenants,
            SignIn signIn,
            Access access,
            Settings settings,
            Frames frames,
            Pages pages) {
        return new MemberConsole(entrance, tenants, signIn, access, settings, frames, pages);
    }

    @Bean
    InboxConsole inboxConsole(
            Inbox inbox, Wording wording, Access access, Settings settings, Frames frames, Pages pages) {
        return new InboxConsole(inbox, wording, access, settings, frames, pages);
    }

    @Bean
    WebhookConsole webhookConsole(Entrance entrance, Webhooks webhooks, Wording wording, Frames frames, Pages pages) {
        return new WebhookConsole(entrance, webhooks, wording, frames, pages);
    }

    @Bean
    RegistryConsole registryConsole(
            Entrance entrance,
            RegistryCredentials credentials,
            Ledger ledger,
            People people,
            Frames frames,
            Pages pages) {
        return new RegistryConsole(entrance, credentials, ledger, people, frames, pages);
    }

    @Bean
    SecretConsole secretConsole(
            Entrance entrance,
            KeptSecrets secrets,
            VaultConnections connections,
            Stacks stacks,
            People people,
            Frames frames,
            Pages pages) {
        return new SecretConsole(entrance, secrets, connections, stacks, people, frames, pages);
    }

    @Bean
    GuidelineConsole guidelineConsole(Entrance entrance, Guidelines guidelines, Frames frames, Pages pages) {
        return new GuidelineConsole(entrance, guidelines, frames, pages);
    }

    @Bean
    CalendarConsole calendarConsole(
            Entrance entrance,
            TenantCalendars calendars,
            Changes changes,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        return new CalendarConsole(entrance, calendars, changes, clock, frames, pages);
    }

    @Bean
    ContractConsole contractConsole(
            Entrance entrance, Contracts contracts, Changes changes, Frames frames, Pages pages) {
        return new ContractConsole(entrance, contracts, changes, frames, pages);
    }

    @Bean
    AutonomyConsole autonomyConsole(Entrance entrance, Autonomy autonomy, Frames frames, Pages pages) {
        return new AutonomyConsole(entrance, autonomy, frames, pages);
    }

    @Bean
    SizingConsole sizingConsole(
            Entrance entrance, RightSizing sizing, People people, InstantSource clock, Frames frames, Pages pages) {
        return new SizingConsole(entrance, sizing, people, clock, frames, pages);
    }

    @Bean
    LedgerConsole ledgerConsole(
            Entrance entrance,
            Ledger ledger,
            Checkpoints checkpoints,
            Changes changes,
            People people,
            Frames frames,
            Pages pages) {
        return new LedgerConsole(entrance, ledger, checkpoints, changes, people, frames, pages);
    }

    @Bean
    MarginConsole marginConsole(
            Entrance entrance, HostCosts costs, Margins margins, Sites sites, Frames frames, Pages pages) {
        return new MarginConsole(entrance, costs, margins, sites, frames, pages);
    }

    @Bean
    ProviderConsole providerConsole(
            Entrance entrance,
            Tenants tenants,
            SignIn signIn,
            Changes changes,
            Sites sites,
            Agents agents,
            InstantSource clock,
            StackCards cards,
            People people,
            Settings settings,
            Frames frames,
            Pages pages) {
        return new ProviderConsole(
                entrance, tenants, signIn, changes, sites, agents, clock, cards, people, settings, frames, pages);
    }
}
