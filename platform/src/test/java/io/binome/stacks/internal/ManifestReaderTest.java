package io.binome.stacks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks.ManifestOutcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code binome.yaml} may say, and what is said of what it may not. */
class ManifestReaderTest {
    private static final FakeCommitTree TREE = new FakeCommitTree(
            Map.of("binome.yaml", "", "apps/shop/compose.yaml", "services: {}", "link", "->apps", "apps/file", "text"));
    private static final Set<String> ENGINES = Set.of("compose", "document", "opentofu");

    private static ManifestOutcome read(String yaml) {
        return ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8), TREE, ENGINES);
    }

    private static List<StackDeclaration> good(String yaml) {
        return switch (read(yaml)) {
            case ManifestOutcome.Read read -> read.stacks();
            case ManifestOutcome.Wrong wrong ->
                throw new AssertionError(wrong.findings().toString());
        };
    }

    private static List<Finding> bad(String yaml) {
        return switch (read(yaml)) {
            case ManifestOutcome.Wrong wrong -> wrong.findings();
            case ManifestOutcome.Read read ->
                throw new AssertionError(read.stacks().toString());
        };
    }

    private static final String FULL = """
            x-common: &common
              environment: production
              variables: {TAG: 1.10, DEBUG: no, EMPTY: ""}
            stacks:
              shop:
                <<: *common
                path: ./apps//shop/
                engine: compose
                site: paris
                files: [compose.yaml, ../file]
                profiles: [debug]
              plain: {environment: dev}
            """;

    @Test
    void everythingThatCanBeSaid() {
        assertThat(good(FULL))
                .containsExactly(
                        new StackDeclaration(
                                "shop",
                                "apps/shop",
                                "compose",
                                "production",
                                "paris",
                                List.of("compose.yaml", "../file"),
                                List.of("debug"),
                                new TreeMap<>(Map.of("TAG", "1.10", "DEBUG", "no", "EMPTY", ""))),
                        new StackDeclaration(
                                "plain", "", "compose", "dev", "main", List.of(), List.of(), new TreeMap<>()));
        assertThat(good("stacks: {}")).isEmpty();
    }

    private static final String RUNS = """
            stacks:
              network: {environment: dev}
              shop:
                environment: dev
                after: [network]
                inputs: {subnet: network.subnet_id}
                secrets:
                  db_password: database-password@3
                  AWS_SECRET_ACCESS_KEY: {secret: aws-key, as: environment}
                version: terraform 1.11.4
                workspace: blue
                network: [api.example.com, "*.example.org"]
            """;

    @Test
    void whatARunIsGiven() {
        StackDeclaration shop = good(RUNS).getLast();
        assertThat(shop.after()).containsExactly("network");
        assertThat(shop.inputs()).containsEntry("subnet", new StackDeclaration.Output("network", "subnet_id"));
        assertThat(shop.secrets())
                .containsExactly(
                        new StackDeclaration.SecretUse(
                                "db_password", "database-password@3", StackDeclaration.As.VARIABLE),
                        new StackDeclaration.SecretUse(
                                "AWS_SECRET_ACCESS_KEY", "aws-key", StackDeclaration.As.ENVIRONMENT));
        assertThat(shop.tool())
                .isEqualTo(new StackDeclaration.Tool(
                        "terraform 1.11.4", "blue", List.of("api.example.com", "*.example.org")));
        assertThat(good("stacks: {s: {environment: dev, network: none}}")
                        .getFirst()
                        .tool()
                        .network())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after: [nowhere]",
                "after: [s]",
                "inputs: {x: s.y}",
                "inputs: {x: y}",
                "inputs: {x-y: other.z}",
                "inputs: {x: other.}",
                "secrets: {x: 'two words'}",
                "secrets: {x: {as: file}}",
                "secrets: {x: {secret: a, as: argument}}",
                "version: latest",
                "version: '~> 1.5'",
                "workspace: ../x",
                "network: open",
                "network: ['http://x']",
                "network: [a/b]"
            })
    void whatARunIsNotGiven(String key) {
        assertThat(bad(
                        "stacks:\n  other: {environment: dev, after: [s2]}\n  s2: {environment: dev}\n  s: {environment: dev, "
                                + key + "}\n"))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.key()).startsWith("stacks.s."));
    }

    @Test
    void stacksThatWaitForEachOtherAreNamed() {
        assertThat(bad("stacks: {a: {environment: dev, after: [b]}, b: {environment: dev, inputs: {x: a.y}}}")
                        .getFirst()
                        .reason())
                .isEqualTo("These stacks wait for each other: a after b after a.");
    }

    @Test
    void anUnknownKeyIsNamedWithWhatWasMeant() {
        List<Finding> findings = bad("stacks:\n  shop:\n    enviroment: dev\n    environment: dev\n    colour: red\n");
        assertThat(findings).hasSize(2);
        Finding first = findings.getFirst();
        assertThat(first.code()).isEqualTo("manifest-unknown-key");
        assertThat(List.of(first.line(), first.column())).containsExactly(3, 5);
        assertThat(first.key()).isEqualTo("stacks.shop.enviroment");
        assertThat(first.instead()).isEqualTo("Did you mean 'environment'?");
        assertThat(findings.get(1).instead()).startsWith("Known are: path, ");
    }

    @Test
    void theEnvironmentHasNoDefault() {
        Finding finding = bad("stacks:\n  shop: {}\n").getFirst();
        assertThat(finding.code()).isEqualTo("manifest-missing");
        assertThat(finding.line()).isEqualTo(2);
        assertThat(finding.instead()).contains("environment: production");
    }

    @Test
    void aNameStandsOnce() {
        Finding finding = bad("stacks:\n  a: {environment: dev}\n  b: {environment: dev}\n  a: {environment: dev}\n")
                .getFirst();
        assertThat(finding.code()).isEqualTo("manifest-duplicate");
        assertThat(finding.line()).isEqualTo(4);
        assertThat(finding.reason()).contains("line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc",
                "../x",
                "apps/../../x",
                "a\\\\b",
                "apps/none",
                "apps/file",
                "link",
                "link/shop",
                "",
                "a\\u0000b"
            })
    void aPathStaysInTheCommit(String path) {
        assertThat(bad("stacks: {s: {environment: dev, path: \"" + path + "\"}}"))
                .extracting(Finding::code)
                .containsExactly("manifest-path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "stacks",
                "- stacks",
                "stacks:",
                "stacks: []",
                "stack: {}",
                "stacks: {shop: }",
                "stacks: {Shop: {environment: dev}}",
                "stacks: {s: {environment: [dev]}}",
                "stacks: {s: {environment: }}",
                "stacks: {s: {environment: 'a b'}}",
                "stacks: {s: {environment: dev, engine: kompose}}",
                "stacks: {s: {environment: dev, files: compose.yaml}}",
                "stacks: {s: {environment: dev, files: [../../x]}}",
                "stacks: {s: {environment: dev, files: [a, a]}}",
                "stacks: {s: {environment: dev, variables: [A]}}",
                "stacks: {s: {environment: dev, variables: {1A: x}}}",
                "stacks: {s: {environment: dev, variables: {A: [x]}}}",
                "stacks: {s: {environment: dev, variables: {A: }}}",
                "stacks: {s: {environment: dev, profiles: ['a b']}}",
                "stacks: {s: !!java.net.URL {environment: dev}}",
                "stacks: {s: {environment: !secret dev}}",
                "stacks: {? [a] : b}",
                "stacks: {s: {environment: dev}",
                "\tstacks: {}",
                "stacks: {}\n---\nstacks: {}",
                "&a stacks: {<<: *a}",
                "stacks: &a {s: {environment: dev}, <<: *a}",
                "stacks: *unknown"
            })
    void whatIsWrongIsSaidAndNothingIsThrown(String yaml) {
        List<Finding> findings = bad(yaml);
        assertThat(findings).isNotEmpty().allMatch(finding -> !finding.reason().isBlank());
    }

    @Test
    void anAliasBombIsNoMatter() {
        StringBuilder bomb = new StringBuilder("x-a0: &a0 [x, x]\n");
        StringBuilder merges = new StringBuilder("x-a0: &a0 {environment: dev}\n");
        for (int i = 1; i < 9; i++) {
            String ten = ("*a" + (i - 1) + ", ").repeat(10);
            bomb.append("x-a%d: &a%d [%s]\n".formatted(i, i, ten));
            merges.append("x-a%d: &a%d {<<: [%s]}\n".formatted(i, i, ten));
        }
        assertThat(bad(bomb + "stacks: {s: {environment: dev, files: *a8}}")).isNotEmpty();
        assertThat(bad(merges + "stacks: {s: *a8}")).isNotEmpty();
        assertThat(bad(bomb + "x-b: [" + "*a1, ".repeat(100) + "]\nstacks: {}")).hasSize(1);
    }

    @Test
    void sizesAreLimited() {
        assertThat(bad("[".repeat(1_000))).hasSize(1);
        StringBuilder many = new StringBuilder("stacks:\n");
        for (int i = 0; i < 201; i++) {
            many.append("  s").append(i).append(": {environment: dev}\n");
        }
        assertThat(bad(many.toString())).extracting(Finding::code).containsExactly("manifest-too-large");
        assertThat(bad("stacks:\n" + "  A: {}\n".repeat(1_000))).hasSize(50);
        assertThat(ManifestReader.read(new byte[] {(byte) 0xff}, TREE, ENGINES))
                .isInstanceOf(ManifestOutcome.Wrong.class);
    }

    @Test
    void theSchemaSaysTheSame() throws Exception {
        JsonSchema schema;
        try (InputStream stream = ManifestReader.class.getResourceAsStream("/schema/binome.schema.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(stream);
        }
        for (String right : List.of(
                "{\"stacks\":{}}",
                "{\"stacks\":{\"s\":{\"environment\":\"dev\",\"path\":\".\"}}}",
                "{\"x-a\":1,\"stacks\":{\"s\":{\"environment\":\"dev\",\"variables\":{\"A\":1.5},\"files\":[\"a/b\"]}}}")) {
            good(right);
            assertThat(schema.validate(right, InputFormat.JSON)).as(right).isEmpty();
        }
        for (String wrong : List.of(
                "{}",
                "[]",
                "{\"stacks\":[]}",
                "{\"stacks\":{\"S\":{\"environment\":\"dev\"}}}",
                "{\"stacks\":{\"s\":{}}}",
                "{\"stacks\":{\"s\":{\"environment\":\"dev\",\"path\":\"/x\"}}}",
                "{\"stacks\":{\"s\":{\"environment\":\"dev\",\"colour\":\"red\"}}}",
                "{\"stacks\":{\"s\":{\"environment\":\"dev\",\"variables\":{\"1\":\"x\"}}}}",
                "{\"stacks\":{\"s\":{\"environment\":\"dev\",\"files\":[\"a\",\"a\"]}}}")) {
            bad(wrong);
            assertThat(schema.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
        }
    }
}
