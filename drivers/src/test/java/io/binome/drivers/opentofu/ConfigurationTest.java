package io.binome.drivers.opentofu;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.StackDeclaration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
