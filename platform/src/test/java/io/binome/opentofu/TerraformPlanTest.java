package io.binome.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.CanonicalJson;
import io.binome.stacks.Action;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanCheck;
import io.binome.stacks.PlanJson;
import io.binome.stacks.Provenance;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that Terraform made, and what its format says beyond them. */
class TerraformPlanTest {
    private static final Value UNKNOWN = new Value.Unknown();

    private static Value hidden(String json) {
        return new Value.Sensitive(PlanFiles.FINGERPRINTER.fingerprint(json));
    }

    @Test
    void everyActionOfARealPlanIsThere() {
        TerraformPlan read = PlanFiles.file("everything.json");
        assertThat(read.formatVersion()).isEqualTo("1.2");
        assertThat(read.toolVersion()).isEqualTo("1.11.4");
        assertThat(read.applyable()).isTrue();
        assertThat(read.complete()).isTrue();
        assertThat(read.errored()).isFalse();
        assertThat(read.plannedAt()).isNotNull();
        assertThat(read.unread()).isEmpty();
        Map<String, Action> actions = read.plan().changes().stream()
                .collect(Collectors.toMap(ResourceChange::address, ResourceChange::action));
        assertThat(actions)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("data.terraform_remote_state.other", Action.READ),
                        Map.entry("module.shop.terraform_data.shelf[\"a/b\"]", Action.UPDATE),
                        Map.entry("module.shop.terraform_data.shelf[\"eu.west \\\"2\\\"\"]", Action.UPDATE),
                        Map.entry("module.shop.terraform_data.shelf[\"fiction\"]", Action.UPDATE),
                        Map.entry("terraform_data.brought_in", Action.NO_OP),
                        Map.entry("terraform_data.counted[0]", Action.NO_OP),
                        Map.entry("terraform_data.counted[1]", Action.NO_OP),
                        Map.entry("terraform_data.counted[2]", Action.DELETE),
                        Map.entry("terraform_data.follows", Action.REPLACE),
                        Map.entry("terraform_data.goes", Action.DELETE),
                        Map.entry("terraform_data.let_go", Action.FORGET),
                        Map.entry("terraform_data.made_anew", Action.REPLACE),
                        Map.entry("terraform_data.made_before", Action.REPLACE_CREATE_FIRST),
                        Map.entry("terraform_data.new_name", Action.NO_OP),
                        Map.entry("terraform_data.size", Action.UPDATE)));
    }

    @Test
    void whereAResourceComesFromIsKept() {
        Plan plan = PlanFiles.file("everything.json").plan();
        assertThat(PlanFiles.of(plan, "terraform_data.new_name").provenance())
                .isEqualTo(new Provenance("terraform_data.old_name", null, null));
        assertThat(PlanFiles.of(plan, "terraform_data.brought_in").provenance())
                .isEqualTo(new Provenance(null, "4c1a4f2e-0000-4000-8000-000000000001", null));
        assertThat(PlanFiles.of(plan, "terraform_data.new_name").acts()).isTrue();
        assertThat(PlanFiles.of(plan, "terraform_data.counted[0]").acts()).isFalse();
        Plan leftover = PlanFiles.file("leftover.json").plan();
        ResourceChange deposed = PlanFiles.of(leftover, "terraform_data.kept (deposed 45513373)");
        assertThat(deposed.provenance().deposed()).isEqualTo("45513373");
        assertThat(deposed.action()).isEqualTo(Action.DELETE);
        assertThat(PlanFiles.of(leftover, "terraform_data.kept").action()).isEqualTo(Action.NO_OP);
    }

    @Test
    void aReviewerIsToldWhy() {
        Plan plan = PlanFiles.file("everything.json").plan();
        assertThat(PlanFiles.of(plan, "terraform_data.made_anew").replacedBecause())
                .containsExactly("triggers_replace");
        assertThat(PlanFiles.of(plan, "terraform_data.made_anew").notes()).isEmpty();
        assertThat(PlanFiles.of(plan, "terraform_data.follows").notes())
                .containsExactly("Something that it is to be replaced with changes.");
        assertThat(PlanFiles.of(plan, "terraform_data.counted[2]").notes())
                .containsExactly("No longer in the configuration: its index is beyond the count.");
        assertThat(PlanFiles.of(plan, "terraform_data.let_go").notes())
                .containsExactly("No longer managed from here: what exists stays as it is.");
        Plan leftover = PlanFiles.file("leftover.json").plan();
        assertThat(PlanFiles.of(leftover, "terraform_data.damaged").notes())
                .containsExactly("It is marked as damaged (tainted), by an apply that failed or by hand.");
        assertThat(PlanFiles.of(leftover, "terraform_data.asked").notes())
                .containsExactly("Replacing it was asked for when planning.");
    }

    @Test
    void valuesAreLaidOutByPath() {
        ResourceChange made = PlanFiles.of(PlanFiles.file("create.json").plan(), "terraform_data.made_before");
        assertThat(made.before()).isEmpty();
        assertThat(made.after())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id",
                        UNKNOWN,
                        "input.a",
                        Value.text("x"),
                        "input[\"b.c\"][0]",
                        Value.number(1),
                        "input[\"b.c\"][1]",
                        new Value.Known("2.5"),
                        "input[\"b.c\"][2]",
                        Value.truth(true),
                        "input[\"b.c\"][3]",
                        new Value.Known("null"),
                        "output",
                        UNKNOWN,
                        "triggers_replace",
                        Value.number(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create.json", "everything.json", "refresh.json"})
    void aSecretIsNowhere(String file) {
        assertThat(new String(PlanFiles.bytes(file), StandardCharsets.UTF_8)).contains("swordfish");
        assertThat(PlanFiles.file(file).plan().toString()).doesNotContain("swordfish");
    }

    @Test
    void aSecretThatChangesIsSeenToChange() {
        ResourceChange shelf =
                PlanFiles.of(PlanFiles.file("everything.json").plan(), "module.shop.terraform_data.shelf[\"fiction\"]");
        assertThat(shelf.before()).containsEntry("input.password", hidden("\"swordfish-1\""));
        assertThat(shelf.after()).containsEntry("input.password", hidden("\"swordfish-2\""));
        // Terraform shows it there: the output of this resource repeats its input, and only that is marked.
        assertThat(shelf.before()).containsEntry("output.password", hidden("\"swordfish-1\""));
    }

    @Test
    void outputsAndChecksAreReviewedToo() {
        Plan plan = PlanFiles.file("everything.json").plan();
        Map<String, OutputChange> outputs =
                plan.outputs().stream().collect(Collectors.toMap(OutputChange::name, output -> output));
        assertThat(outputs.get("size").before()).isEqualTo(Map.of("", Value.number(1)));
        assertThat(outputs.get("size").after()).isEqualTo(Map.of("", Value.number(2)));
        assertThat(outputs.get("gone").action()).isEqualTo(Action.DELETE);
        assertThat(outputs.get("gone").before()).isEqualTo(Map.of("[0]", Value.text("a"), "[1]", Value.text("b")));
        assertThat(outputs.get("new").after()).containsEntry("n", new Value.Known("12345678901234567890.5"));
        assertThat(outputs.get("later").action()).isEqualTo(Action.NO_OP);
        assertThat(outputs.get("password").after()).isEqualTo(Map.of("", hidden("\"swordfish-2\"")));
        assertThat(plan.checks())
                .containsExactly(
                        new PlanCheck("check.name", PlanCheck.Status.PASS, List.of()),
                        new PlanCheck(
                                "check.size",
                                PlanCheck.Status.FAIL,
                                List.of("The size 2 is more than the contract allows.")));
    }

    @Test
    void aPlanThatOnlyChangesOutputsIsNotEmpty() {
        Plan refresh = PlanFiles.file("refresh.json").plan();
        assertThat(refresh.changes()).noneMatch(ResourceChange::acts);
        assertThat(refresh.isEmpty()).isFalse();
    }

    @Test
    void aPlanThatFailedSaysSo() {
        TerraformPlan broken = PlanFiles.file("broken.json");
        assertThat(broken.errored()).isTrue();
        assertThat(broken.applyable()).isFalse();
        assertThat(broken.plan().checks().getFirst().status()).isEqualTo(PlanCheck.Status.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create.json", "everything.json", "leftover.json", "broken.json", "refresh.json"})
    void aPlanThatIsKeptComesBackWithItsHash(String file) {
        Plan plan = PlanFiles.file(file).plan();
        assertThat(PlanJson.read(CanonicalJson.text(plan.toJson()))).isEqualTo(plan);
        assertThat(PlanFiles.file(file).plan().hash()).isEqualTo(plan.hash());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-op|NO_OP",
                "create|CREATE",
                "read|READ",
                "update|UPDATE",
                "delete|DELETE",
                "forget|FORGET",
                "delete\",\"create|REPLACE",
                "create\",\"delete|REPLACE_CREATE_FIRST",
                "create\",\"forget|REPLACE_CREATE_FIRST"
            })
    void actions(String actions, Action action) {
        assertThat(PlanFiles.one("{\"actions\":[\"" + actions + "\"],\"before\":null,\"after\":null}")
                        .action())
                .isEqualTo(action);
    }

    @Test
    void whatIsForgottenInAReplacementStays() {
        assertThat(PlanFiles.one("{\"actions\":[\"create\",\"forget\"]}").notes())
                .containsExactly("The old one is not destroyed: it stays and is no longer managed from here.");
    }

    @Test
    void unknownAndSensitivePartsAreFoundAtAnyDepth() {
        ResourceChange change = PlanFiles.one("""
                {"actions":["update"],
                 "before":{"a":{"b":["x",{"c":"s3cret"}]},"n":null,"e":[],"m":{}},
                 "after":{"a":{"b":["x",{"c":"other"}]},"l":[null,"k"],"n":null,"e":[],"m":{}},
                 "after_unknown":{"l":[true,false],"new":{"deep":true},"n":false,"whole":true},
                 "before_sensitive":{"a":{"b":[false,{"c":true}]}},
                 "after_sensitive":{"a":{"b":[false,{"c":true}]},"gone":true}}""");
        assertThat(change.before())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "a.b[0]",
                        Value.text("x"),
                        "a.b[1].c",
                        hidden("\"s3cret\""),
                        "e",
                        new Value.Known("[]"),
                        "m",
                        new Value.Known("{}")));
        assertThat(change.after())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "a.b[0]",
                        Value.text("x"),
                        "a.b[1].c",
                        hidden("\"other\""),
                        "e",
                        new Value.Known("[]"),
                        "l[0]",
                        UNKNOWN,
                        "l[1]",
                        Value.text("k"),
                        "m",
                        new Value.Known("{}"),
                        "new.deep",
                        UNKNOWN,
                        "whole",
                        UNKNOWN));
    }

    @Test
    void aSensitiveWholeIsOneValueThatChangesWithAnyOfItsParts() {
        String change =
                "{\"actions\":[\"create\"],\"after\":{\"m\":{\"k\":\"%s\",\"z\":1}},\"after_sensitive\":{\"m\":true}}";
        assertThat(PlanFiles.one(change.formatted("a")).after()).containsOnlyKeys("m");
        assertThat(PlanFiles.one(change.formatted("a")).after())
                .isNotEqualTo(PlanFiles.one(change.formatted("b")).after());
    }

    @Test
    void aKnownSecretThatNobodyMarkedIsHidden() throws Exception {
        Fingerprinter knows = new Fingerprinter() {
            @Override
            public String fingerprint(String json) {
                return "f";
            }

            @Override
            public boolean holdsSecret(String text) {
                return text.contains("hunter2");
            }
        };
        String json = """
                {"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","name":"b",
                 "change":{"actions":["create"],"after":{"url":"postgres://shop:hunter2@db"},"importing":{"id":"hunter2"}}}],
                 "checks":[{"address":{"to_display":"check.x"},"status":"fail",
                  "instances":[{"problems":[{"message":"not hunter2"}]}]}]}""";
        TerraformPlan read = TerraformPlan.read(
                new java.io.ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), PlanFiles.SUBJECT, knows);
        assertThat(read.plan().toString()).doesNotContain("hunter2");
        assertThat(read.plan().changes().getFirst().after()).containsEntry("url", new Value.Sensitive("f"));
    }

    @Test
    void driftShowsWhatDriftedAndNothingElse() {
        Plan plan = PlanFiles.text("""
                        {"format_version":"1.0","resource_drift":[
                         {"address":"a.moved","previous_address":"a.old","type":"a","name":"moved",
                          "change":{"actions":["no-op"],"before":{"x":1},"after":{"x":1}}},
                         {"address":"a.same","type":"a","name":"same",
                          "change":{"actions":["update"],"before":{"x":1,"n":null},"after":{"x":1}}},
                         {"address":"a.changed","type":"a","name":"changed",
                          "change":{"actions":["update"],"before":{"x":1,"y":"s"},"after":{"x":2,"y":"s"}}},
                         {"mode":"managed","type":"a","name":"gone","index":"k","module_address":"module.m",
                          "change":{"actions":["delete"],"before":{"x":1},"after":null}}]}""").plan();
        assertThat(plan.drift()).hasSize(2);
        assertThat(plan.drift().getFirst().before()).isEqualTo(Map.of("x", Value.number(1)));
        assertThat(plan.drift().getFirst().after()).isEqualTo(Map.of("x", Value.number(2)));
        assertThat(plan.drift().getLast().address()).isEqualTo("module.m.a.gone[\"k\"]");
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void whatIsDeferredIsKeptApart() {
        TerraformPlan read = PlanFiles.text("""
                {"format_version":"1.2","complete":false,"applyable":true,"deferred_changes":[{"reason":"instance_count_unknown",
                 "resource_change":{"address":"a.b[*]","type":"a","name":"b","change":{"actions":["create"],"after":{"x":1}}}}]}""");
        assertThat(read.complete()).isFalse();
        assertThat(read.plan().changes()).isEmpty();
        assertThat(read.plan().deferred().getFirst().notes())
                .containsExactly("How many of it there will be is not known yet.");
    }

    @Test
    void whatANewerMinorVersionAddsIsTolerated() {
        TerraformPlan read = PlanFiles.text("""
                {"format_version":"1.99","action_invocations":[{"address":"action.x"}],"nothing":[],"neither":false,
                 "planned_values":{"x":[[1]]},"resource_changes":null,"output_changes":null}""");
        assertThat(read.plan().isEmpty()).isTrue();
        assertThat(read.unread()).containsExactly("action_invocations");
    }

    @Test
    void whatStaysIsNotPartOfTheReview() {
        String change = "{\"actions\":[\"no-op\"],\"before\":{\"seen\":%s},\"after\":{\"seen\":%s}}";
        assertThat(PlanFiles.one(change.formatted(1, 1))).isEqualTo(PlanFiles.one(change.formatted(2, 2)));
    }

    @Test
    void theSavedFileMayBeInUtf16AsPowerShellWritesIt() {
        String json = new String(PlanFiles.bytes("everything.json"), StandardCharsets.UTF_8);
        assertThat(PlanFiles.read(json.getBytes(StandardCharsets.UTF_16)).plan().hash())
                .isEqualTo(PlanFiles.file("everything.json").plan().hash());
    }
}
