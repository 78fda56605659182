package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Guidelines are tested, and asked about plans, without a server. */
class GuidelineCommandsTest {
    private static final String COMPOSE = """
            services:
              web:
                image: nginx:1.27.3
                ports: ["80"]
                user: "1000:1000"
                cpus: 0.5
                mem_limit: 64m
                healthcheck: {test: [CMD, "true"]}
                secrets: [key]
              db:
                image: postgres:17
                ports:
                  - 5432
            secrets: {key: {external: true}}
            """;

    private static final String PLAN = """
            {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
              {"address":"aws_security_group_rule.ssh","mode":"managed","type":"aws_security_group_rule","name":"ssh",
               "change":{"actions":["create"],"before":null,
                         "after":{"type":"ingress","protocol":"tcp","from_port":22,"to_port":22,"cidr_blocks":["0.0.0.0/0"]},
                         "after_unknown":{"id":true},"before_sensitive":false,"after_sensitive":false}},
              {"address":"aws_db_instance.shop","mode":"managed","type":"aws_db_instance","name":"shop",
               "change":{"actions":["delete"],"before":{"skip_final_snapshot":true,"storage_encrypted":true},"after":null,
                         "after_unknown":{},"before_sensitive":false,"after_sensitive":false}}]}
            """;

    private static final String MAIN = """
            # who may come in

            resource "aws_security_group_rule" "ssh" {
              type        = "ingress"
              cidr_blocks = ["0.0.0.0/0"]
            }
            """;

    private static final String RULES = """
            guidelines:
              - id: images-of-ours
                title: Images come from our registry
                applies: {engine: compose, type: service}
                must: resource.after.image.startsWith('registry.example/')
                severity: block
                message: "{name} uses an image from elsewhere."
                cases:
                  - {expect: violates, resource: {type: service, after: {image: "nginx:1"}}}
                  - {expect: complies, resource: {type: service, after: {image: "registry.example/nginx:1"}}}
              - {id: compose-database-not-public, severity: warn}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(folder.resolve("guidelines"));
        Files.writeString(folder.resolve("guidelines/own.yaml"), RULES);
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE);
        Files.writeString(folder.resolve("plan.json"), PLAN);
        Files.writeString(folder.resolve("main.tf"), MAIN);
    }

    @Test
    void aComposeFileIsLookedAtAsTheServerWould() {
        assertThat(run("guideline", "check", "--plan", "compose.yaml")).isEqualTo(1);
        assertThat(out.toString())
                .contains("block    The service db opens a database to everybody at the edge.")
                .contains("compose.yaml:12  compose-database-not-public")
                .contains("compose.yaml:10  compose-memory-limit")
                .contains("Risk: high. 1 finding blocks.")
                .doesNotContain("The service web names no memory limit");
    }

    @Test
    void aPlanOfOpenTofuToo() {
        assertThat(run("guideline", "check", "--plan", "plan.json", "--environment", "production", "--json"))
                .isEqualTo(1);
        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.path("risk").asString()).isEqualTo("critical");
        assertThat(answer.path("blocks").asBoolean()).isTrue();
        JsonNode open = finding(answer, "aws-security-group-rule-open");
        assertThat(open.path("file").asString()).isEqualTo("main.tf");
        assertThat(open.path("line").asInt()).isEqualTo(5);
        assertThat(finding(answer, "backup-before-loss").path("address").asString())
                .isEqualTo("aws_db_instance.shop");
    }

    @Test
    void rulesOfAFolderAreAskedBesides() {
        assertThat(run("guideline", "check", "--rules", "guidelines", "--plan", "compose.yaml"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("block    web uses an image from elsewhere.")
                .contains("warn     The service db opens a database")
                .contains("2 findings block.");
    }

    @Test
    void casesAreRun() throws IOException {
        assertThat(run("guideline", "test", "guidelines")).isZero();
        assertThat(out.toString()).contains("2 rules, 2 cases: all hold.");

        Files.writeString(
                folder.resolve("guidelines/own.yaml"),
                RULES.replace("image: \"nginx:1\"", "image: \"registry.example/x\""));
        assertThat(run("guideline", "test", "guidelines")).isEqualTo(1);
        assertThat(out.toString()).contains("guidelines/own.yaml:9:9: ").contains("expected violates, got complies");

        Files.writeString(folder.resolve("guidelines/own.yaml"), RULES.replace("resource.after", "resource.aftr"));
        assertThat(run("guideline", "test", "guidelines")).isEqualTo(1);
        assertThat(out.toString()).contains("guidelines/own.yaml:5:19: ").contains("undefined field 'aftr'");
        assertThat(run("guideline", "check", "--rules", "guidelines", "--plan", "compose.yaml"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("The rules are wrong at 1 place.");
    }

    @Test
    void whatComesWithBinomeIsListed() {
        assertThat(run("guideline", "list")).isZero();
        assertThat(out.toString()).contains("compose-image-pinned").contains("risk-stateful-away");
        assertThat(out.toString().lines().count()).isGreaterThan(60);
    }

    private static JsonNode finding(JsonNode answer, String guideline) {
        for (JsonNode finding : answer.path("findings")) {
            if (finding.path("guideline").asString().equals(guideline)) {
                return finding;
            }
        }
        throw new AssertionError(guideline + " is not in " + answer);
    }

    private int run(String... arguments) {
        return BinomeCommand.run(
                Context.of(Map.of(), folder, new PrintWriter(out, true), new PrintWriter(err, true), false), arguments);
    }
}
