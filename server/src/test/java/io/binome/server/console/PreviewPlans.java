package io.binome.server.console;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.opentofu.TerraformPlan;
import io.binome.runs.Run;
import io.binome.server.console.PreviewMaker.Place;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.Provenance;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Plans of OpenTofu stacks: one with everything that such a plan can have, and one of five thousand resources. */
final class PreviewPlans {
    static final int EVERYTHING = 201;
    static final int LARGE = 202;
    static final int RESOURCES = 5_000;

    private static final StackDeclaration NETWORK = new StackDeclaration(
            "network-production", "network", "opentofu", "production", "paris", List.of(), List.of(), new TreeMap<>());

    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Read\",\"Effect\":\"Allow\","
                    + "\"Action\":[\"s3:GetObject\"%s],\"Resource\":\"arn:aws:s3:::librairie-covers/*\"},"
                    + "{\"Sid\":\"List\",\"Effect\":\"Allow\",\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::librairie-covers\"}]}";

    private final PreviewMaker make;

    PreviewPlans(PreviewMaker make) {
        this.make = make;
    }

    void fill(Place place) {
        StackId stack = make.stack(place, NETWORK);
        new PreviewServices(make).network(stack);
        add(place, EVERYTHING, "Move the network to the new region and hand its rules over", stack, everything());
        add(place, LARGE, "Renew the certificates of all points of sale", stack, large());
    }

    private void add(Place place, int number, String title, StackId stack, Plan plan) {
        Change change = make.change(
                place,
                number,
                title,
                place.developer(),
                new ChangeState.Planned(),
                List.of(new Blocker.NeedsApproval(1)),
                new Change.Summary(
                        (int) plan.count(Action.CREATE),
                        (int) plan.count(Action.UPDATE),
                        (int) plan.count(Action.REPLACE),
                        (int) plan.count(Action.DELETE),
                        List.of("network-production"),
                        List.of("production")));
        FakeChanges.Kept kept = make.changes.add(place.tenant(), change);
        RunId run = make.run(place, change, stack, Run.Kind.PLAN, Run.State.SUCCEEDED, "planned\n");
        kept.plans = List.of(make.plan(NETWORK, stack, run, plan));
        kept.activity.add(make.step(place.developer(), "change.opened", Duration.ofMinutes(6)));
    }

    /** What Terraform made, with what no built-in provider does: drift, deferred changes, a long text. */
    private static Plan everything() {
        Plan real;
        try (InputStream file = Objects.requireNonNull(
                TerraformPlan.class.getResourceAsStream("/io/binome/opentofu/everything.json"))) {
            real = TerraformPlan.read(
                            file,
                            new TerraformPlan.Subject("opentofu", "network-production", "production"),
                            json -> Integer.toHexString(json.hashCode()))
                    .plan();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        List<ResourceChange> changes = new ArrayList<>(real.changes());
        changes.add(PreviewMaker.resource(
                "aws_s3_bucket_policy.covers",
                "aws_s3_bucket_policy",
                Action.UPDATE,
                PreviewMaker.values("policy", Value.text(POLICY.formatted(""))),
                PreviewMaker.values(
                        "policy",
                        Value.text(POLICY.formatted(",\"s3:PutObject\"")),
                        "changed_at",
                        new Value.Unknown("\"changed at ⟨time⟩\"")),
                List.of(),
                List.of()));
        changes.add(new ResourceChange(
                "aws_instance.web (deposed 45513373)",
                "aws_instance",
                "web",
                Action.DELETE,
                PreviewMaker.values(
                        "id",
                        Value.text("i-0a1b2c3d4e5f60718"),
                        "user_data",
                        Value.text("#!/bin/sh\nset -e\nsystemctl start shop\n")),
                PreviewMaker.values(),
                List.of(),
                List.of(),
                new Provenance(null, null, "45513373")));
        List<ResourceChange> drift = List.of(
                PreviewMaker.resource(
                        "aws_security_group.web",
                        "aws_security_group",
                        Action.UPDATE,
                        PreviewMaker.values("ingress[0].cidr_blocks[0]", Value.text("10.0.0.0/8")),
                        PreviewMaker.values("ingress[0].cidr_blocks[0]", Value.text("0.0.0.0/0")),
                        List.of(),
                        List.of()),
                PreviewMaker.resource(
                        "aws_route53_record.old",
                        "aws_route53_record",
                        Action.DELETE,
                        PreviewMaker.values("name", Value.text("old.librairie.example"), "ttl", Value.number(300)),
                        PreviewMaker.values(),
                        List.of(),
                        List.of()));
        List<ResourceChange> deferred = List.of(PreviewMaker.resource(
                "kubernetes_namespace.shop",
                "kubernetes_namespace",
                Action.CREATE,
                PreviewMaker.values(),
                PreviewMaker.values("metadata[0].name", Value.text("shop"), "id", new Value.Unknown()),
                List.of(),
                List.of("The configuration of its provider is not known yet.")));
        return new Plan(
                real.engine(),
                real.stack(),
                real.environment(),
                changes,
                real.resolutions(),
                real.outputs(),
                drift,
                real.checks(),
                deferred);
    }

    private static Plan large() {
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < RESOURCES; i++) {
            Action action = i % 500 == 7
                    ? Action.REPLACE
                    : i % 250 == 3 ? Action.DELETE : i % 3 == 0 ? Action.CREATE : Action.UPDATE;
            TreeMap<String, Value> before = new TreeMap<>();
            TreeMap<String, Value> after = new TreeMap<>();
            for (int attribute = 0; attribute < 40; attribute++) {
                before.put("attribute_" + attribute, Value.text("value " + attribute));
                after.put("attribute_" + attribute, Value.text("value " + (attribute < 6 ? "new " : "") + attribute));
            }
            after.put("user_data", Value.text(("echo " + i + "\n").repeat(100)));
            changes.add(PreviewMaker.resource(
                    "module.store[\"s-" + i / 50 + "\"].tls_locally_signed_cert.till[" + i % 50 + "]",
                    "tls_locally_signed_cert",
                    action,
                    action == Action.CREATE ? new TreeMap<>() : before,
                    action == Action.DELETE ? new TreeMap<>() : after,
                    action == Action.REPLACE ? List.of("attribute_3") : List.of(),
                    action == Action.DELETE
                            ? List.of("No longer in the configuration: its key is not in the for_each.")
                            : List.of()));
        }
        return new Plan("opentofu", "network-production", "production", changes, new TreeMap<>());
    }
}
