package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.runs.Run;
import io.binome.server.console.PreviewMaker.Place;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What strains a page: fifty services, two hundred rows, names as long as they may be, a plan that destroys, a long log. */
final class PreviewExtremes {
    static final int SERVICES = 50;
    private static final int ROWS = 200;
    private static final String LONG = "point-of-sale-synchronisation-worker-of-the-northern-region-v2";

    private final PreviewMaker make;

    PreviewExtremes(PreviewMaker make) {
        this.make = make;
    }

    void fill(Place place) {
        StackId stack = make.stack(place, "fleet-production", "production");
        StackDeclaration declared = PreviewMaker.declaration("fleet-production", "production");
        for (int i = 1; i <= SERVICES; i++) {
            make.workloads.workloads.add(new PreviewServices(make)
                    .service(
                            place,
                            stack,
                            name(i),
                            "registry.example/fleet/" + name(i) + ":2026.11." + i,
                            1 + i % 3,
                            i % 11 == 10 ? Workloads.Condition.DEGRADED : Workloads.Condition.HEALTHY,
                            i % 11 == 10
                                    ? "1 of 2 replicas is healthy; replica 2 fails its health check"
                                    : "Its replica is healthy",
                            i % 4 == 0 ? "127.0.0.1:" + (20_000 + i) : null,
                            i % 11 == 10 ? "connection refused" : null));
        }
        fifty(place, declared, stack);
        destructive(place, declared, stack);
        stopped(place, declared, stack);
        for (int number = 4; number <= ROWS; number++) {
            row(place, number);
        }
        new PreviewPlans(make).fill(place);
    }

    static String name(int i) {
        return i == 7 ? LONG : "service-" + i;
    }

    private void fifty(Place place, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                1,
                "Move the whole fleet to the images of November, all fifty services at once, as agreed in the calendar of maintenance",
                place.developer(),
                new ChangeState.Planned(),
                List.of(new Blocker.NeedsApproval(1)),
                new Change.Summary(0, SERVICES, 0, 0, List.of("fleet-production"), List.of("production")));
        List<ResourceChange> resources = new ArrayList<>();
        for (int i = 1; i <= SERVICES; i++) {
            resources.add(PreviewMaker.resource(
                    "service." + name(i),
                    "service",
                    Action.UPDATE,
                    attributes(i, "2026.10"),
                    attributes(i, "2026.11"),
                    List.of(),
                    List.of()));
        }
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.PLAN, Run.State.SUCCEEDED, "planned\n");
        kept.plans = List.of(make.plan(declared, stack, run, resources));
        kept.activity.add(make.step(place.developer(), "change.opened", Duration.ofMinutes(3)));
    }

    private static SortedMap<String, Value> attributes(int i, String version) {
        SortedMap<String, Value> values = PreviewMaker.values(
                "image",
                Value.text("registry.example/fleet/" + name(i) + ":" + version + "@sha256:"
                        + "0123456789abcdef".repeat(4)),
                "environment.DATABASE_PASSWORD",
                new Value.Sensitive(version),
                "environment.JAVA_TOOL_OPTIONS",
                Value.text("-XX:MaxRAMPercentage=70 -Djava.net.preferIPv4Stack=true -Dfleet.release=" + version),
                "deploy.replicas",
                Value.number(1 + i % 3));
        for (int key = 0; key < 20; key++) {
            values.put("environment.SETTING_" + key, Value.text("value " + key));
        }
        return values;
    }

    private void destructive(Place place, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                2,
                "Retire the old search",
                place.lead(),
                new ChangeState.Planned(),
                List.of(new Blocker.NeedsApproval(1), new Blocker.Stale(List.of())),
                new Change.Summary(0, 0, 1, 3, List.of("fleet-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.PLAN, Run.State.SUCCEEDED, "planned\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(
                        PreviewMaker.resource(
                                "network.search",
                                "network",
                                Action.DELETE,
                                PreviewMaker.values("internal", Value.text("true")),
                                PreviewMaker.values(),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "service.search",
                                "service",
                                Action.DELETE,
                                PreviewMaker.values("image", Value.text("registry.example/search:7")),
                                PreviewMaker.values(),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "volume.index",
                                "volume",
                                Action.DELETE,
                                PreviewMaker.values("id", Value.text("01j")),
                                PreviewMaker.values(),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "volume.data",
                                "volume",
                                Action.REPLACE,
                                PreviewMaker.values("driver_opts.size", Value.text("2 GiB")),
                                PreviewMaker.values("driver_opts.size", Value.text("10 GiB")),
                                List.of("driver_opts.size"),
                                List.of()))));
    }

    private void stopped(Place place, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                3,
                "Give " + LONG + " a health check",
                place.developer(),
                new ChangeState.ApplyFailed("service." + LONG + " did not become healthy within 60 s."),
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of("fleet-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            log.append("12:04:")
                    .append(10 + i % 50)
                    .append(" waiting for service.")
                    .append(LONG)
                    .append(" to be healthy\n");
        }
        log.append("12:05:01 error: service.").append(LONG).append(" is not healthy: exit 1\n");
        log.append("  | java.net.ConnectException: Connection refused: store:5432\n");
        RunId run = make.run(place, change, stack, Run.Kind.APPLY, Run.State.FAILED, log.toString());
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(PreviewMaker.resource(
                        "service." + LONG,
                        "service",
                        Action.UPDATE,
                        PreviewMaker.values(),
                        PreviewMaker.values("healthcheck.test", Value.text("CMD wget -q http://127.0.0.1/health")),
                        List.of(),
                        List.of()))));
        kept.activity.add(make.step(place.developer(), "change.apply-failed", Duration.ofMinutes(3)));
    }

    private void row(Place place, int number) {
        make.changes.add(
                place.tenant(),
                make.change(
                        place,
                        number,
                        "Raise the limits of " + name(1 + number % SERVICES),
                        number % 3 == 0 ? place.lead() : place.developer(),
                        number % 5 == 0 ? new ChangeState.Merged() : new ChangeState.Planned(),
                        number % 5 == 0 ? List.of() : List.of(new Blocker.NeedsApproval(1)),
                        new Change.Summary(0, 1, 0, 0, List.of("fleet-production"), List.of("production"))));
    }
}
