package io.binome.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.compose.internal.SpecificationLoader;
import io.binome.kernel.ProblemException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ComposeLoaderProperties {
    private static final ComposeLoader LOADER = new SpecificationLoader();

    private static ComposeProject load(Map<String, String> files) {
        return LOADER.load(new MapSources(files), ComposeOptions.inTree("").withFallbackName("p"));
    }

    private static String service(String value) {
        return "services: {a: {image: i, labels: {l: '" + value.replace("'", "''") + "'}, tmpfs: [/t]}}";
    }

    @Property(tries = 200)
    void outputLoadsToItself(@ForAll("texts") String value) {
        try {
            String once = ComposeConfigFormat.YAML.print(load(Map.of("compose.yaml", service(value))));
            assertThat(ComposeConfigFormat.YAML.print(load(Map.of("compose.yaml", once))))
                    .isEqualTo(once);
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(ComposeProblem.class);
        }
    }

    @Property(tries = 100)
    void anEmptyOverrideChangesNothing(@ForAll("texts") String value) {
        try {
            String alone = ComposeConfigFormat.YAML.print(load(Map.of("compose.yaml", service(value))));
            String merged = ComposeConfigFormat.YAML.print(
                    load(Map.of("compose.yaml", service(value), "compose.override.yaml", "{}")));
            assertThat(merged).isEqualTo(alone);
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(ComposeProblem.class);
        }
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefusedInWords(@ForAll("yaml") String text) {
        try {
            load(Map.of("compose.yaml", text, ".env", text));
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(ComposeProblem.class);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab $ {}:-?+#'\"\\|>!&*%@`~01.xy\té")
                .ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> yaml() {
        return Arbitraries.of(List.of(
                        "services:",
                        "  ",
                        "\n",
                        "a",
                        ": ",
                        "- ",
                        "[",
                        "]",
                        "{",
                        "}",
                        "image",
                        "<<",
                        "*x",
                        "&x ",
                        "!reset",
                        "ports",
                        "volumes",
                        "extends",
                        "include",
                        "\"",
                        "'",
                        "=",
                        "$",
                        "${",
                        "1",
                        "null",
                        "~",
                        ",",
                        "#",
                        "|"))
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }
}
