package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.StackDeclaration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static StackDeclaration at(String path, String... files) {
        return new StackDeclaration("s", path, "opentofu", "dev", "main", List.of(files), List.of(), new TreeMap<>());
    }

    private static FakeCommitTree tree(Map<String, String> files) {
        return new FakeCommitTree(files);
    }

    @Test
    void modulesAreFollowedFromModuleToModule() {
        Configuration read = Configuration.of(
                at("live/prod", "../common.tfvars"),
                tree(Map.of(
                        "live/prod/main.tf",
                        "module \"vpc\" { source = \"../../modules/vpc\" }\nmodule \"own\" { source = \"./own\" }",
                        "live/prod/own/main.tf",
                        "module \"x\" { source = \"../../../modules/x/\" }",
                        "live/common.tfvars",
                        "a = 1",
                        "modules/vpc/main.tf",
                        "locals { t = file(\"${path.module}/../../files/t.txt\") }\nterraform { required_version = \">= 1.6\" }",
                        "modules/x/main.tf",
                        "# nothing",
                        "modules/unused/main.tf",
                        "# nothing",
                        "files/t.txt",
                        "t")));
        assertThat(read.paths())
                .containsExactly("files/t.txt", "live/common.tfvars", "live/prod", "modules/vpc", "modules/x");
        assertThat(read.required()).hasSize(1);
        assertThat(read.restless()).isFalse();
    }

    @Test
    void nothingLeadsOutOfTheRepository() {
        assertThat(Configuration.of(
                                at("a"),
                                tree(
                                        Map.of(
                                                "a/main.tf",
                                                "module \"x\" { source = \"../../../etc\" }\nmodule \"y\" { source = \"../none\" }")))
                        .paths())
                .containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    output "t" { value = plantimestamp() }  | true
                    output "t" { value = timestamp() }      | false
                    locals { h = bcrypt ("x") }             | true
                    data "external" "x" {}                  | true
                    resource "external_thing" "x" {}        | false
                    # output "t" { value = plantimestamp() } | false
                    output "t" { value = "plantimestamp()" } | false
                    output "t" { value = "a ${plantimestamp()} b" } | true
                    output "t" { value = "a $${plantimestamp()} b" } | false
                    output "t" { value = "say \\"${upper("x")}\\" ${bcrypt("x")}" } | true
                    """)
    void knowsWhatIsNewAtEveryPlan(String text, boolean restless) {
        assertThat(Configuration.of(at(""), tree(Map.of("main.tf", text))).restless())
                .isEqualTo(restless);
    }

    @Test
    void readsTheVersionsThatAreAskedForInJsonToo() {
        assertThat(Configuration.of(
                                at(""),
                                tree(Map.of("v.tf.json", "{\"terraform\": {\"required_version\": \"~> 1.9\"}}")))
                        .required())
                .singleElement()
                .hasToString("~> 1.9");
    }

    @Test
    void whatIsOnlyTextAsksForNothing() {
        Configuration read = Configuration.of(
                at("live"),
                tree(Map.of(
                        "live/main.tf",
                        """
                        # terraform { required_version = "= 0.1.0" }
                        /* terraform {
                             required_version = "= 0.2.0" } */
                        // module "gone" { source = "../gone" }
                        resource "local_file" "a" {
                          content = <<-EOT
                            terraform {
                              required_version = "= 0.3.0"
                            }
                            ${jsonencode({ a = "}" })} plantimestamp()
                            EOT
                          required_version = "= 0.4.0"
                        }
                        terraform {
                          required_version = ">= 1.6, < 2.0" // and no other
                          required_providers { x = { version = "= 0.5.0" } }
                        }
                        module "used" { source = "./used" }
                        """,
                        "live/used/main.tf",
                        "terraform {\n required_version = \"~> 1.7\"\n}",
                        "live/examples/simple/main.tf",
                        "terraform { required_version = \"= 0.6.0\" }\nlocals { t = plantimestamp() }",
                        "gone/main.tf",
                        "terraform { required_version = \"= 0.7.0\" }")));
        assertThat(read.required()).map(VersionConstraint::toString).containsExactly(">= 1.6, < 2.0", "~> 1.7");
        assertThat(read.restless()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = <<EOT",
                "a = <<EOT\nx",
                "a = \"",
                "a = \"${",
                "}}}}",
                "/*",
                "a = \"x\\",
                "a = \"${b(\"}\")",
                "a << b"
            })
    void whatIsBrokenOffIsReadToItsEnd(String text) {
        assertThat(SourceFile.read("x.tf", text + "\nlocals { x = 1 }").required())
                .isEmpty();
    }

    @Test
    void anyTextIsReadToItsEnd() {
        Random random = new Random(7);
        String signs = "\"$%{}()#/*<-\\\n ab=~";
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertThat(HclTokens.of(text.toString())).hasSizeLessThanOrEqualTo(text.length() + 1);
        }
    }

    @Test
    void modulesOfJsonFilesAreFollowed() {
        assertThat(Configuration.of(
                                at(""),
                                tree(Map.of(
                                        "main.tf.json",
                                        "{\"module\": {\"a\": {\"source\": \"./a\"}}}",
                                        "a/main.tf",
                                        "data \"http\" \"x\" {}")))
                        .restless())
                .isTrue();
    }
}
