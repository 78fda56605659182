package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PlanId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;
import io.binome.runs.Run;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bookseller's application as pages may meet it: changes in most states, services well and unwell, drift, volumes. */
final class PreviewData {
    private final FakeChanges changes;
    private final FakeStacks stacks;
    private final FakeWorkloads workloads;
    private final FakeRuns runs;
    private final Instant now = Instant.now();

    PreviewData(FakeChanges changes, FakeStacks stacks, FakeWorkloads workloads, FakeRuns runs) {
        this.changes = changes;
        this.stacks = stacks;
        this.workloads = workloads;
        this.runs = runs;
    }

    /** Who and where: the tenant, its repository, commits, and people as the record calls them. */
    record Place(TenantId tenant, RepositoryId repository, String base, String head, String developer, String lead) {}

    void fill(Place place) {
        StackId production = stack(place, "shop-production", "production");
        StackId qualification = stack(place, "shop-qualification", "qualification");
        services(place, production, qualification);
        StackDeclaration declared = declaration("shop-production", "production");

        merged(place, 9, "First deploy of the shop", declared, production);
        refused(place, 10, declared, production);
        queued(place, 11, declared, production);
        big(place, 12, declared, production);
        failed(place, 13, declared, production);
        applying(place, 14, declaration("shop-qualification", "qualification"), qualification);
    }

    private Change change(
            Place place,
            int number,
            String title,
            String opener,
            ChangeState state,
            List<Blocker> blockers,
            Change.Summary summary) {
        return new Change(
                new ChangeId(UUID.randomUUID()),
                place.repository(),
                "shop",
                number,
                title,
                number == 12
                        ? "The new front answers health checks faster. The store was at 92 % last night.\nAgreed with the warehouse."
                        : "",
                "change-" + number,
                place.head(),
                place.base(),
                place.head(),
                state,
                false,
                opener,
                Set.of(opener),
                null,
                false,
                blockers,
                summary,
                1,
                "9f3c77aa51d04ebc",
                now.minus(Duration.ofMinutes(3L * number)),
                now.minus(Duration.ofMinutes(2L + 14 - number)));
    }

    private void big(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                "Move the web front to 2.4 and give the store more room",
                place.developer(),
                new ChangeState.Planned(),
                List.of(new Blocker.NeedsApproval(1)),
                new Change.Summary(1, 2, 1, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(
                place,
                change,
                stack,
                Run.Kind.PLAN,
                Run.State.SUCCEEDED,
                "planning shop-production\nresolved shop/web:2.4 to sha256:9f3c\n4 resource changes\n");
        kept.plans = List.of(plan(
                declared,
                stack,
                run,
                List.of(
                        resource(
                                "service.web",
                                "service",
                                Action.UPDATE,
                                values(
                                        "image",
                                        Value.text("shop/web:2.3"),
                                        "healthcheck.interval",
                                        Value.text("30s"),
                                        "deploy.replicas",
                                        Value.number(2),
                                        "ports[0]",
                                        Value.text("8080:80/tcp")),
                                values(
                                        "image",
                                        Value.text("shop/web:2.4"),
                                        "healthcheck.interval",
                                        Value.text("10s"),
                                        "deploy.replicas",
                                        Value.number(2),
                                        "ports[0]",
                                        Value.text("8080:80/tcp")),
                                List.of(),
                                List.of()),
                        resource(
                                "service.api",
                                "service",
                                Action.UPDATE,
                                values(
                                        "deploy.replicas",
                                        Value.number(2),
                                        "environment.API_KEY",
                                        new Value.Sensitive("a"),
                                        "image",
                                        Value.text("shop/api:2.4")),
                                values(
                                        "deploy.replicas",
                                        Value.number(3),
                                        "environment.API_KEY",
                                        new Value.Sensitive("b"),
                                        "image",
                                        Value.text("shop/api:2.4")),
                                List.of(),
                                List.of()),
                        resource(
                                "service.worker",
                                "service",
                                Action.CREATE,
                                values(),
                                values(
                                        "image",
                                        Value.text("shop/api:2.4"),
                                        "deploy.limits",
                                        Value.text("0.5 cpu, 256 MiB"),
                                        "container_ip",
                                        new Value.Unknown()),
                                List.of(),
                                List.of()),
                        resource(
                                "volume.store",
                                "volume",
                                Action.REPLACE,
                                values("driver_opts.size", Value.text("2 GiB")),
                                values("driver_opts.size", Value.text("10 GiB")),
                                List.of("driver_opts.size"),
                                List.of("service.store stops for the time of the copy, about a minute.")),
                        resource(
                                "network.back",
                                "network",
                                Action.NO_OP,
                                values("driver", Value.text("bridge")),
                                values("driver", Value.text("bridge")),
                                List.of(),
                                List.of()),
                        resource(
                                "service.store",
                                "service",
                                Action.NO_OP,
                                values("image", Value.text("shop/store:1")),
                                values("image", Value.text("shop/store:1")),
                                List.of(),
                                List.of()))));
        kept.reviews.add(new Review(
                place.lead(),
                Review.Vote.APPROVED,
                "Good to go once the backup is there.",
                "old",
                false,
                "the plan changed",
                now.minus(Duration.ofHours(1))));
        kept.activity.add(step(place.developer(), "change.opened", Duration.ofMinutes(40)));
        kept.activity.add(step(place.developer(), "change.pushed", Duration.ofMinutes(39)));
        kept.activity.add(step("binome:changes", "change.planned", Duration.ofMinutes(38)));
        kept.activity.add(step(place.lead(), "change.approved", Duration.ofMinutes(30)));
        kept.activity.add(new Activity.Comment(
                now.minus(Duration.ofMinutes(12)),
                place.lead(),
                "Was there a backup since noon?",
                new Changes.PlanLine("shop-production", "volume.store", null)));
        kept.activity.add(new Activity.Comment(
                now.minus(Duration.ofMinutes(4)),
                place.developer(),
                "Yes, at 13:40.\nIt is in the run of the night as well.",
                null));
    }

    private void refused(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                "Mount the host's socket into the monitor",
                place.developer(),
                new ChangeState.Refused(2),
                List.of(),
                new Change.Summary(0, 0, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(place, change, stack, Run.Kind.PLAN, Run.State.FAILED, "refused: 2 findings\n");
        kept.plans = List.of(new StackPlan(
                new PlanId(UUID.randomUUID()),
                stack,
                declared,
                false,
                null,
                null,
                "",
                List.of(
                        new Finding(
                                "host-mount",
                                "compose.yaml",
                                14,
                                9,
                                "services.monitor.volumes[0]",
                                "A bind mount of /var/run/docker.sock would hand the whole server to this container.",
                                "Read what you need over the API with an access token, or mount a named volume."),
                        new Finding(
                                "privileged",
                                "compose.yaml",
                                17,
                                5,
                                "services.monitor.privileged",
                                "Privileged containers are not run on shared servers.",
                                "Leave the key out; ask for a single capability under cap_add if you need one.")),
                null,
                run,
                now.minus(Duration.ofMinutes(5))));
        kept.activity.add(step(place.developer(), "change.opened", Duration.ofMinutes(6)));
    }

    private void queued(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                "Raise the API's memory to 512 MiB",
                place.lead(),
                new ChangeState.Planned(),
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(place, change, stack, Run.Kind.PLAN, Run.State.SUCCEEDED, "planned\n");
        kept.plans = List.of(plan(
                declared,
                stack,
                run,
                List.of(resource(
                        "service.api",
                        "service",
                        Action.UPDATE,
                        values("deploy.limits.memory", Value.text("256 MiB")),
                        values("deploy.limits.memory", Value.text("512 MiB")),
                        List.of(),
                        List.of()))));
        kept.activity.add(step(place.lead(), "change.opened", Duration.ofMinutes(50)));
    }

    private void failed(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                "Publish the API on its own port",
                place.developer(),
                new ChangeState.ApplyFailed("service.api did not become healthy within 60 s."),
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(
                place,
                change,
                stack,
                Run.Kind.APPLY,
                Run.State.FAILED,
                "starting service.api\nservice.api is not healthy: connection refused\n");
        kept.plans = List.of(plan(
                declared,
                stack,
                run,
                List.of(resource(
                        "service.api",
                        "service",
                        Action.UPDATE,
                        values(),
                        values("ports[0]", Value.text("8090:90/tcp")),
                        List.of(),
                        List.of()))));
        kept.activity.add(step(place.developer(), "change.apply-failed", Duration.ofMinutes(3)));
    }

    private void applying(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                "Try the new search in qualification",
                place.developer(),
                new ChangeState.Applying(),
                List.of(),
                new Change.Summary(1, 0, 0, 0, List.of("shop-qualification"), List.of("qualification")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(
                place,
                change,
                stack,
                Run.Kind.APPLY,
                Run.State.RUNNING,
                "12:04:01 pulling shop/search:1.0\n12:04:03 creating service.search\n12:04:03 waiting for service.search to be healthy\n");
        kept.plans = List.of(plan(
                declared,
                stack,
                run,
                List.of(resource(
                        "service.search",
                        "service",
                        Action.CREATE,
                        values(),
                        values("image", Value.text("shop/search:1.0")),
                        List.of(),
                        List.of()))));
        kept.activity.add(step(place.developer(), "change.apply-began", Duration.ofSeconds(20)));
    }

    private void merged(Place place, int number, String title, StackDeclaration declared, StackId stack) {
        Change change = change(
                place,
                number,
                title,
                place.developer(),
                new ChangeState.Merged(),
                List.of(),
                new Change.Summary(3, 0, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = changes.add(place.tenant(), change);
        RunId run = run(place, change, stack, Run.Kind.APPLY, Run.State.SUCCEEDED, "applied\n");
        kept.plans = List.of(plan(
                declared,
                stack,
                run,
                List.of(resource(
                        "service.web",
                        "service",
                        Action.CREATE,
                        values(),
                        values("image", Value.text("shop/web:2.3")),
                        List.of(),
                        List.of()))));
        kept.activity.add(step(place.lead(), "change.applied", Duration.ofDays(2)));
    }

    private Activity step(String actor, String kind, Duration ago) {
        return new Activity.Step(now.minus(ago), actor, kind, Map.of(), null);
    }

    private RunId run(Place place, Change change, StackId stack, Run.Kind kind, Run.State state, String log) {
        RunId id = new RunId(UUID.randomUUID());
        runs.add(
                place.tenant(),
                new Run(
                        id,
                        kind,
                        change.id(),
                        stack,
                        state,
                        place.developer(),
                        now.minusSeconds(130),
                        state.ended() ? now.minusSeconds(100) : null,
                        null,
                        log.length()),
                log);
        return id;
    }

    private StackPlan plan(StackDeclaration declared, StackId stack, RunId run, List<ResourceChange> resources) {
        Plan plan = new Plan("compose", declared.name(), declared.environment(), resources, new TreeMap<>());
        return new StackPlan(
                new PlanId(UUID.randomUUID()),
                stack,
                declared,
                false,
                null,
                plan,
                plan.hash(),
                List.of(),
                null,
                run,
                now.minus(Duration.ofMinutes(2)));
    }

    private static ResourceChange resource(
            String address,
            String type,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> because,
            List<String> notes) {
        return new ResourceChange(
                address, type, address.substring(address.indexOf('.') + 1), action, before, after, because, notes);
    }

    private static SortedMap<String, Value> values(Object... pairs) {
        SortedMap<String, Value> values = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], (Value) pairs[i + 1]);
        }
        return values;
    }

    private static StackDeclaration declaration(String name, String environment) {
        return new StackDeclaration(name, "", "compose", environment, "paris", List.of(), List.of(), new TreeMap<>());
    }

    private StackId stack(Place place, String name, String environment) {
        StackId id = new StackId(UUID.randomUUID());
        stacks.add(
                place.tenant(),
                new Stack(id, place.repository(), declaration(name, environment), place.base(), null, null));
        workloads.owners.put(id, place.tenant());
        return id;
    }

    private void services(Place place, StackId production, StackId qualification) {
        workloads.workloads.add(service(
                place,
                production,
                "web",
                "shop/web:2.3",
                2,
                Workloads.Condition.HEALTHY,
                "Both replicas answer.",
                "127.0.0.1:8080",
                null));
        workloads.workloads.add(service(
                place,
                production,
                "api",
                "shop/api:2.4",
                2,
                Workloads.Condition.DEGRADED,
                "One of two replicas does not answer its health check.",
                "127.0.0.1:8081",
                "connection refused: store:5432"));
        workloads.workloads.add(service(
                place, production, "store", "shop/store:1", 1, Workloads.Condition.HEALTHY, "Answers.", null, null));
        workloads.workloads.add(service(
                place,
                qualification,
                "web",
                "shop/web:2.4",
                1,
                Workloads.Condition.HEALTHY,
                "Answers.",
                "127.0.0.1:8090",
                null));
        workloads.volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()), production, "store", "paris-1", now.minus(Duration.ofDays(80)), null));
        workloads.volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                production,
                "uploads",
                "paris-1",
                now.minus(Duration.ofDays(90)),
                now.minus(Duration.ofDays(3))));
        workloads.drifts.put(
                production,
                List.of(new Workloads.Drift(
                        "web",
                        2,
                        now.minus(Duration.ofMinutes(17)),
                        values("limits.memory", Value.text("256 MiB"), "image", Value.text("shop/web:2.3")),
                        values("limits.memory", Value.text("1 GiB"), "image", Value.text("shop/web:2.3")))));
        for (int i = 0; i < 40; i++) {
            workloads.lines.add(new Workloads.ServiceLogLine(
                    1 + i % 2,
                    now.minusSeconds(400 - i * 9L),
                    i % 13 == 12,
                    i % 13 == 12
                            ? "WARN slow answer of api: 812 ms"
                            : "GET /books/" + (100 + i) + " 200 " + (1 + i % 7) + " ms"));
        }
    }

    private Workloads.Workload service(
            Place place,
            StackId stack,
            String name,
            String image,
            int replicas,
            Workloads.Condition condition,
            String sentence,
            @Nullable String address,
            @Nullable String lastLog) {
        List<Workloads.Replica> all = new java.util.ArrayList<>();
        for (int i = 1; i <= replicas; i++) {
            boolean unwell = condition == Workloads.Condition.DEGRADED && i == 2;
            all.add(new Workloads.Replica(
                    i,
                    "paris-1",
                    "c" + i,
                    ObservedContainer.State.RUNNING,
                    unwell ? ObservedContainer.Health.UNHEALTHY : ObservedContainer.Health.HEALTHY,
                    unwell ? 4 : 0,
                    now.minus(Duration.ofHours(unwell ? 1 : 50)),
                    42L * i + name.length(),
                    (31L * i + 60) << 20,
                    256L << 20,
                    unwell ? lastLog : null));
        }
        return new Workloads.Workload(
                stack,
                name,
                image,
                place.base(),
                replicas,
                condition,
                sentence,
                address == null ? List.of() : List.of(address),
                all);
    }
}
