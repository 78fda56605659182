package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plans are shown without a server. */
class PlanCommandsTest {
    private static final String PLAN = """
            {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
             {"address":"aws_iam_policy.p","type":"aws_iam_policy","name":"p","change":{"actions":["update"],
              "before":{"policy":"{\\"A\\":1,\\"B\\":[1]}","password":"swordfish-1","name":"a"},
              "after":{"policy":"{\\"A\\":2,\\"B\\":[1]}","password":"swordfish-2","name":"b"},
              "after_unknown":{"arn":true},"before_sensitive":{"password":true},"after_sensitive":{"password":true}}},
             {"address":"a.new","previous_address":"a.old","type":"a","name":"new","change":{"actions":["no-op"]}},
             {"address":"a.x[\\"k.1\\"]","type":"a","name":"x","action_reason":"delete_because_each_key",
              "change":{"actions":["delete"],"before":{"out":{"a":1}},"after":null}},
             {"address":"a.same","type":"a","name":"same","change":{"actions":["no-op"]}},
             {"address":"a.esc\\u001b[2J","type":"a","name":"e","change":{"actions":["create"],"after":{}}}],
             "output_changes":{"url":{"actions":["create"],"after":"https://shop.example","after_unknown":false}},
             "checks":[{"address":{"to_display":"check.up"},"status":"fail","instances":[{"problems":[{"message":"It is down."}]}]}],
             "complete":false}""";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(boolean terminal, Map<String, String> environment, String... arguments) {
        return BinomeCommand.run(
                Context.of(environment, folder, new PrintWriter(out, true), new PrintWriter(err, true), terminal),
                arguments);
    }

    private int show(String json, String... more) throws IOException {
        Files.writeString(folder.resolve("plan.json"), json);
        String[] arguments = new String[more.length + 3];
        arguments[0] = "plan";
        arguments[1] = "show";
        arguments[2] = "plan.json";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return run(false, Map.of("COLUMNS", "100"), arguments);
    }

    @Test
    void showsWhatAPlanWouldDo() throws IOException {
        assertThat(show(PLAN)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "1 to create, 1 to update, 1 to delete, 1 moved, 1 output changes; 1 unchanged.",
                        "~ aws_iam_policy.p",
                        "+ arn       (known once applied)",
                        "~ name      \"a\" → \"b\"",
                        "~ password  (sensitive, changes)",
                        "-   \"A\" : 1,",
                        "+   \"A\" : 2,",
                        "moved from a.old",
                        "- a.x[\"k.1\"]",
                        "its key is not in the for_each",
                        "✗ fails    check.up",
                        "It is down.",
                        "+ \"https://shop.example\"")
                .doesNotContain("swordfish", "\u001b");
        assertThat(err.toString()).contains("This plan is not everything");
    }

    @Test
    void printsTheNeutralPlanForPrograms() throws IOException {
        assertThat(show(PLAN, "--json")).isZero();
        JsonNode plan = JsonMapper.shared().readTree(out.toString());
        assertThat(plan.path("resource_changes").size()).isEqualTo(5);
        assertThat(plan.path("checks").path(0).path("status").asString()).isEqualTo("FAIL");
        assertThat(out.toString()).doesNotContain("swordfish");
    }

    @Test
    void aNarrowTerminalGetsLongValuesOnLinesOfTheirOwn() throws IOException {
        String json = PLAN.replace("\"name\":\"b\"}", "\"name\":\"" + "b".repeat(90) + "\"}");
        assertThat(show(json)).isZero();
        assertThat(out.toString()).contains("          - \"a\"");
    }

    @Test
    void onlyATerminalGetsColours() throws IOException {
        Files.writeString(folder.resolve("plan.json"), PLAN);
        run(true, Map.of("COLUMNS", "80"), "plan", "show", "plan.json");
        assertThat(out.toString()).contains("\u001b[32m").doesNotContain("\u001b[2J");
        out.getBuffer().setLength(0);
        run(true, Map.of("COLUMNS", "80", "NO_COLOR", "1"), "plan", "show", "plan.json");
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void refusesWithASentence() throws IOException {
        assertThat(show("{\"format_version\":\"2.0\"}")).isEqualTo(Failures.PROBLEM);
        assertThat(err.toString())
                .startsWith("binome: This plan has the format version 2.0")
                .hasLineCount(1);
        assertThat(run(false, Map.of(), "plan", "show", "missing.json")).isEqualTo(Failures.PROBLEM);
        assertThat(err.toString()).contains("The file missing.json cannot be read.");
    }
}
