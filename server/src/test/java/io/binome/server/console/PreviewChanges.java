package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Changes;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.kernel.PlanId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.runs.Run;
import io.binome.server.console.PreviewMaker.Place;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A bookseller's changes in most of their states. */
final class PreviewChanges {
    private final PreviewMaker make;

    PreviewChanges(PreviewMaker make) {
        this.make = make;
    }

    void fill(Place place, StackId production, StackId qualification) {
        StackDeclaration declared = PreviewMaker.declaration("shop-production", "production");
        merged(place, 9, "First deploy of the shop", declared, production);
        refused(place, 10, declared, production);
        queued(place, 11, declared, production);
        big(place, 12, declared, production);
        failed(place, 13, declared, production);
        applying(place, 14, PreviewMaker.declaration("shop-qualification", "qualification"), qualification);
    }

    private void big(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                "Move the web front to 2.4 and give the store more room",
                place.developer(),
                new ChangeState.Planned(),
                List.of(new Blocker.NeedsApproval(1)),
                new Change.Summary(1, 2, 1, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(
                place,
                change,
                stack,
                Run.Kind.PLAN,
                Run.State.SUCCEEDED,
                "planning shop-production\nresolved shop/web:2.4 to sha256:9f3c\n4 resource changes\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(
                        PreviewMaker.resource(
                                "service.web",
                                "service",
                                Action.UPDATE,
                                PreviewMaker.values(
                                        "image",
                                        Value.text("shop/web:2.3"),
                                        "healthcheck.interval",
                                        Value.text("30s"),
                                        "deploy.replicas",
                                        Value.number(2),
                                        "ports[0]",
                                        Value.text("8080:80/tcp")),
                                PreviewMaker.values(
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
                        PreviewMaker.resource(
                                "service.api",
                                "service",
                                Action.UPDATE,
                                PreviewMaker.values(
                                        "deploy.replicas",
                                        Value.number(2),
                                        "environment.API_KEY",
                                        new Value.Sensitive("a"),
                                        "image",
                                        Value.text("shop/api:2.4")),
                                PreviewMaker.values(
                                        "deploy.replicas",
                                        Value.number(3),
                                        "environment.API_KEY",
                                        new Value.Sensitive("b"),
                                        "image",
                                        Value.text("shop/api:2.4")),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "service.worker",
                                "service",
                                Action.CREATE,
                                PreviewMaker.values(),
                                PreviewMaker.values(
                                        "image",
                                        Value.text("shop/api:2.4"),
                                        "deploy.limits",
                                        Value.text("0.5 cpu, 256 MiB"),
                                        "container_ip",
                                        new Value.Unknown()),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "volume.store",
                                "volume",
                                Action.REPLACE,
                                PreviewMaker.values("driver_opts.size", Value.text("2 GiB")),
                                PreviewMaker.values("driver_opts.size", Value.text("10 GiB")),
                                List.of("driver_opts.size"),
                                List.of("service.store stops for the time of the copy, about a minute.")),
                        PreviewMaker.resource(
                                "network.back",
                                "network",
                                Action.NO_OP,
                                PreviewMaker.values("driver", Value.text("bridge")),
                                PreviewMaker.values("driver", Value.text("bridge")),
                                List.of(),
                                List.of()),
                        PreviewMaker.resource(
                                "service.store",
                                "service",
                                Action.NO_OP,
                                PreviewMaker.values("image", Value.text("shop/store:1")),
                                PreviewMaker.values("image", Value.text("shop/store:1")),
                                List.of(),
                                List.of()))));
        kept.reviews.add(new Review(
                place.lead(),
                Review.Vote.APPROVED,
                "Good to go once the backup is there.",
                "old",
                false,
                "the plan changed",
                make.now.minus(Duration.ofHours(1))));
        kept.activity.add(make.step(place.developer(), "change.opened", Duration.ofMinutes(40)));
        kept.activity.add(make.step(place.developer(), "change.pushed", Duration.ofMinutes(39)));
        kept.activity.add(make.step("binome:changes", "change.planned", Duration.ofMinutes(38)));
        kept.activity.add(make.step(place.lead(), "change.approved", Duration.ofMinutes(30)));
        kept.activity.add(new Activity.Comment(
                make.now.minus(Duration.ofMinutes(12)),
                place.lead(),
                "Was there a backup since noon?",
                new Changes.PlanLine("shop-production", "volume.store", null)));
        kept.activity.add(new Activity.Comment(
                make.now.minus(Duration.ofMinutes(4)),
                place.developer(),
                "Yes, at 13:40.\nIt is in the run of the night as well.",
                null));
    }

    private void refused(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                "Mount the host's socket into the monitor",
                place.developer(),
                new ChangeState.Refused(2),
                List.of(),
                new Change.Summary(0, 0, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.PLAN, Run.State.FAILED, "refused: 2 findings\n");
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
                List.of(),
                run,
                make.now.minus(Duration.ofMinutes(5))));
        kept.activity.add(make.step(place.developer(), "change.opened", Duration.ofMinutes(6)));
    }

    private void queued(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                "Raise the API's memory to 512 MiB",
                place.lead(),
                new ChangeState.Planned(),
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.PLAN, Run.State.SUCCEEDED, "planned\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(PreviewMaker.resource(
                        "service.api",
                        "service",
                        Action.UPDATE,
                        PreviewMaker.values("deploy.limits.memory", Value.text("256 MiB")),
                        PreviewMaker.values("deploy.limits.memory", Value.text("512 MiB")),
                        List.of(),
                        List.of()))));
        kept.activity.add(make.step(place.lead(), "change.opened", Duration.ofMinutes(50)));
    }

    private void failed(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                "Publish the API on its own port",
                place.developer(),
                new ChangeState.ApplyFailed("service.api did not become healthy within 60 s."),
                List.of(),
                new Change.Summary(0, 1, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(
                place,
                change,
                stack,
                Run.Kind.APPLY,
                Run.State.FAILED,
                "starting service.api\nservice.api is not healthy: connection refused\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(PreviewMaker.resource(
                        "service.api",
                        "service",
                        Action.UPDATE,
                        PreviewMaker.values(),
                        PreviewMaker.values("ports[0]", Value.text("8090:90/tcp")),
                        List.of(),
                        List.of()))));
        kept.activity.add(make.step(place.developer(), "change.apply-failed", Duration.ofMinutes(3)));
    }

    private void applying(Place place, int number, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                "Try the new search in qualification",
                place.developer(),
                new ChangeState.Applying(),
                List.of(),
                new Change.Summary(1, 0, 0, 0, List.of("shop-qualification"), List.of("qualification")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(
                place,
                change,
                stack,
                Run.Kind.APPLY,
                Run.State.RUNNING,
                "12:04:01 pulling shop/search:1.0\n12:04:03 creating service.search\n12:04:03 waiting for service.search to be healthy\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(PreviewMaker.resource(
                        "service.search",
                        "service",
                        Action.CREATE,
                        PreviewMaker.values(),
                        PreviewMaker.values("image", Value.text("shop/search:1.0")),
                        List.of(),
                        List.of()))));
        kept.activity.add(make.step(place.developer(), "change.apply-began", Duration.ofSeconds(20)));
    }

    private void merged(Place place, int number, String title, StackDeclaration declared, StackId stack) {
        Change change = make.change(
                place,
                number,
                title,
                place.developer(),
                new ChangeState.Merged(),
                List.of(),
                new Change.Summary(3, 0, 0, 0, List.of("shop-production"), List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.APPLY, Run.State.SUCCEEDED, "applied\n");
        kept.plans = List.of(make.plan(
                declared,
                stack,
                run,
                List.of(PreviewMaker.resource(
                        "service.web",
                        "service",
                        Action.CREATE,
                        PreviewMaker.values(),
                        PreviewMaker.values("image", Value.text("shop/web:2.3")),
                        List.of(),
                        List.of()))));
        kept.activity.add(make.step(place.lead(), "change.applied", Duration.ofDays(2)));
    }
}
