package io.binome.server.wiring;

import io.binome.changes.internal.ChangesRoom;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.kernel.Ids;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.notifications.internal.DatabaseNotices;
import io.binome.repositories.PushLimits;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repositories;
import io.binome.repositories.internal.HostedGit;
import io.binome.repositories.internal.UpkeepKeeper;
import io.binome.runs.Jobs;
import io.binome.runs.LogSettings;
import io.binome.runs.internal.DatabaseJobs;
import io.binome.runs.internal.DatabaseRuns;
import io.binome.server.git.CheckpointOfPush;
import io.binome.server.git.GitHttpServlet;
import io.binome.server.settings.Settings;
import io.binome.states.States;
import io.binome.tenancy.Access;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hosted Git, jobs and runs. */
@Configuration(proxyBeanMethods = false)
public class RepositoryWiring {
    private static final Duration UPKEEP = Duration.ofMinutes(5);

    @Bean
    Jobs jobs(InstantSource clock, Ids ids) {
        return new DatabaseJobs(clock, ids);
    }

    @Bean(destroyMethod = "close")
    DatabaseRuns runs(
            OpenDatabase database,
            Notifications notifications,
            InstantSource clock,
            Ids ids,
            ObjectProvider<States> states) {
        // Asked only when a run ends: states are made with runs.
        return new DatabaseRuns(
                database, notifications, clock, ids, LogSettings.defaults(), (transaction, run) -> states.getObject()
                        .endRun(transaction, run));
    }

    /** Apart from who is told: every room that has something to tell needs it first. */
    @Bean
    Notices notices(Jobs jobs, Ids ids, InstantSource clock) {
        return new DatabaseNotices(jobs, ids, clock);
    }

    @Bean
    PushListener branches(
            Ledger ledger,
            Checkpoints checkpoints,
            Notices notices,
            Jobs jobs,
            Tenants tenants,
            Ids ids,
            InstantSource clock,
            Settings settings) {
        return new CheckpointOfPush(
                ChangesRoom.listener(ledger, notices, jobs, tenants, ids, clock, settings.linkBase()), checkpoints);
    }

    @Bean(destroyMethod = "close")
    ExecutorService background() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Bean
    HostedGit hostedGit(
            OpenDatabase database,
            Ledger ledger,
            Tenants tenants,
            Ids ids,
            InstantSource clock,
            PushListener branches,
            ExecutorService background) {
        return new HostedGit(database, ledger, tenants, ids, clock, PushLimits.DEFAULT, () -> branches, background);
    }

    @Bean(destroyMethod = "close")
    UpkeepKeeper upkeepKeeper(HostedGit git) {
        return UpkeepKeeper.start(git.upkeep(), UPKEEP);
    }

    @Bean
    Repositories repositories(HostedGit git) {
        return git.repositories();
    }

    @Bean
    ServletRegistrationBean<GitHttpServlet> gitOverHttp(
            SignIn signIn, Access access, Repositories repositories, HostedGit git) {
        var servlet = new ServletRegistrationBean<>(
                new GitHttpServlet(signIn, access, repositories, git.transport()), "/git/*");
        servlet.setAsyncSupported(false);
        return servlet;
    }
}
