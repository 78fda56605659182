package io.binome.server.wiring;

import io.binome.billing.Bills;
import io.binome.billing.Estimates;
import io.binome.changes.ChangeCosts;
import io.binome.changes.Changes;
import io.binome.changes.internal.ChangesRoom;
import io.binome.changes.internal.MeasuredChangeCosts;
import io.binome.contracts.Contracts;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.drift.internal.DriftRoom;
import io.binome.drivers.docker.DockerHosts;
import io.binome.drivers.docker.DockerRuntime;
import io.binome.drivers.haproxy.HaproxyEdge;
import io.binome.drivers.haproxy.HaproxySettings;
import io.binome.drivers.opentofu.OpenTofuEngine;
import io.binome.edge.Edge;
import io.binome.edge.Routes;
import io.binome.edge.internal.DatabaseRoutes;
import io.binome.edge.internal.EdgeKeeper;
import io.binome.guidelines.Guidelines;
import io.binome.kernel.Ids;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notices;
import io.binome.repositories.Repositories;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.runs.internal.JobRunner;
import io.binome.runs.internal.StayGuard;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretStore;
import io.binome.secrets.internal.SecretRoom;
import io.binome.server.settings.Settings;
import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.stacks.internal.DatabaseStacks;
import io.binome.stacks.internal.DocumentEngine;
import io.binome.tenancy.Tenants;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads;
import io.binome.workloads.internal.DatabaseImageOwnership;
import io.binome.workloads.internal.WorkloadKeeper;
import io.binome.workloads.internal.WorkloadRoom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What runs, where, behind which proxy; and the changes that move it. */
@Configuration(proxyBeanMethods = false)
public class WorkloadWiring {
    private static final Duration EDGE_LOOK = Duration.ofSeconds(1);

    /** One proxy for the one machine; a site elsewhere brings its own with the issue that builds it. */
    @Bean(destroyMethod = "")
    Edge edge(Settings settings) {
        HaproxySettings haproxy = HaproxySettings.inFolder(settings.home().resolve("edge"));
        return new HaproxyEdge(new HaproxySettings(
                haproxy.folder(), settings.edge().address(), settings.edge().program(), haproxy.maximumConnections()));
    }

    @Bean
    DatabaseRoutes routes(OpenDatabase database, Tenants tenants, Ids ids, Edge edge) {
        return new DatabaseRoutes(database, tenants, ids, site -> edge);
    }

    @Bean(destroyMethod = "close")
    EdgeKeeper edgeKeeper(DatabaseRoutes routes, Sites sites) {
        return EdgeKeeper.start(
                routes, () -> sites.list().stream().map(Site::id).toList(), EDGE_LOOK);
    }

    @Bean
    ImageOwnership imageOwnership(OpenDatabase database) {
        return new DatabaseImageOwnership(database);
    }

    @Bean(destroyMethod = "close")
    DockerHosts dockerHosts(Sites sites, Settings settings) {
        return new DockerHosts(id -> sites.host(id).map(Host::endpoint), SiteWiring.dockerSettings(settings));
    }

    @Bean
    Runtime runtime(DockerHosts hosts, SecretRoom secrets, ImageOwnership ownership, InstantSource clock) {
        return new DockerRuntime(hosts, secrets.registryCredentials(), ownership, clock);
    }

    @Bean
    WorkloadRoom workloadRoom(
            OpenDatabase database,
            Tenants tenants,
            Sites sites,
            Routes routes,
            Jobs jobs,
            Ledger ledger,
            Notices notices,
            Runtime runtime,
            SecretRoom secrets,
            SecretStore store,
            Sealing sealing,
            Ids ids,
            InstantSource clock) {
        return new WorkloadRoom(new WorkloadRoom.Needs(
                database,
                tenants::limits,
                sites,
                routes,
                jobs,
                ledger,
                notices,
                runtime,
                secrets.fingerprint(),
                store,
                new SealedSpecs(sealing),
                ids,
                clock));
    }

    @Bean
    Workloads workloads(WorkloadRoom room, Settings settings) {
        return room.workloads(site -> settings.edge().address());
    }

    @Bean
    Stacks stacks(
            OpenDatabase database, Ids ids, WorkloadRoom workloads, OpenTofuEngine opentofu, DocumentEngine documents) {
        return new DatabaseStacks(database, ids, List.of(workloads.engine(), opentofu, documents));
    }

    @Bean
    ChangesRoom changesRoom(
            OpenDatabase database,
            Notifications notifications,
            Ledger ledger,
            Repositories repositories,
            Stacks stacks,
            Runs runs,
            Jobs jobs,
            Contracts contracts,
            Guidelines guidelines,
            Estimates estimates,
            Tenants tenants,
            Sealing sealing,
            Notices notices,
            Ids ids,
            InstantSource clock) {
        return new ChangesRoom(
                database,
                notifications,
                ledger,
                repositories,
                stacks,
                runs,
                jobs,
                contracts,
                guidelines,
                estimates,
                tenants::standings,
                sealing,
                notices,
                ids,
                clock);
    }

    @Bean
    Changes changes(ChangesRoom room) {
        return room.changes();
    }

    @Bean
    ChangeCosts changeCosts(Changes changes, Bills bills, InstantSource clock) {
        return new MeasuredChangeCosts(changes, bills, clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    JobRunner jobRunner(
            OpenDatabase database,
            Notifications notifications,
            InstantSource clock,
            Ids ids,
            Settings settings,
            Tenants tenants,
            ChangesRoom changes,
            DriftRoom drift) {
        return new JobRunner(
                database,
                notifications,
                clock,
                ids,
                // A run that is interrupted gets its grace: killed before, it could not say what it had done.
                JobSettings.withPlaces(settings.work().concurrency())
                        .withPatience(settings.opentofu().grace().plusSeconds(15)),
                Stream.concat(changes.handlers().stream(), drift.handlers().stream())
                        .map(handler -> new StayGuard(database, tenants, handler))
                        .toList());
    }

    /** Depends on the edge's keeper, so that what it heals finds its way in. */
    @Bean(initMethod = "start", destroyMethod = "close")
    WorkloadKeeper workloadKeeper(WorkloadRoom room, EdgeKeeper edge) {
        return room.keeper();
    }
}
