package io.binome.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.binome.compose.internal.SpecificationLoader;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that want the loader to fall over: each is refused at once and in words. */
class HostileComposeTest {
    private static final ComposeLoader LOADER = new SpecificationLoader();

    private static ComposeProblem refused(ComposeSources sources) {
        ProblemException thrown = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> catchThrowableOfType(
                        ProblemException.class,
                        () -> LOADER.load(sources, ComposeOptions.inTree("").withFallbackName("shop"))));
        assertThat(thrown).isNotNull();
        return (ComposeProblem) thrown.problem();
    }

    private static ComposeProblem refused(String text) {
        return refused(new MapSources(Map.of("compose.yaml", text)));
    }

    @Test
    void aliasBomb() {
        StringBuilder text = new StringBuilder("x-a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            text.append(
                    "x-a%d: &a%d [%s]\n".formatted(i, i, String.join(",", java.util.Collections.nCopies(10, alias))));
        }
        assertThat(refused(text + "services: {}\n")).isInstanceOf(ComposeProblem.LimitExceeded.class);
    }

    @Test
    void hugeFileIsNeverRead() {
        ComposeSources sources = path -> new ComposeSources.File(100L << 20, () -> {
            throw new IOException("read");
        });
        assertThat(refused(sources)).isInstanceOf(ComposeProblem.LimitExceeded.class);
    }

    @Test
    void deepNesting() {
        assertThat(refused("x-a: " + "[".repeat(100_000))).isInstanceOf(ComposeProblem.class);
        assertThat(refused("x-a: " + "{a: ".repeat(500) + "1" + "}".repeat(500)))
                .isInstanceOf(ComposeProblem.LimitExceeded.class);
    }

    @Test
    void anchorInsideItself() {
        assertThat(refused("x-a: &a [*a]")).isInstanceOf(ComposeProblem.MalformedYaml.class);
    }

    @Test
    void keyTwiceNamesBothLines() {
        assertThat(refused("services:\n  a: {image: i}\n  a: {image: j}\n").message())
                .contains("compose.yaml:3:3", "first in line 2");
    }

    @Test
    void noYamlNoTextNoMapping() {
        assertThat(refused("a: [")).isInstanceOf(ComposeProblem.MalformedYaml.class);
        assertThat(refused("a: \0")).isInstanceOf(ComposeProblem.MalformedYaml.class);
        assertThat(refused("- a")).isInstanceOf(ComposeProblem.MalformedYaml.class);
        assertThat(refused("services: 5")).isInstanceOf(ComposeProblem.InvalidValue.class);
        byte[] latin = "services: {a: {image: \u00e9}}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refused(path -> path.equals("compose.yaml")
                        ? new ComposeSources.File(latin.length, () -> latin)
                        : new ComposeSources.Missing()))
                .isInstanceOf(ComposeProblem.MalformedYaml.class);
    }

    @Test
    void circles() {
        assertThat(refused("services: {a: {extends: b}, b: {extends: a}}")).isInstanceOf(ComposeProblem.Cycle.class);
        assertThat(refused(new MapSources(
                        Map.of("compose.yaml", "include: [b.yaml]", "b.yaml", "include: [compose.yaml]"))))
                .isInstanceOf(ComposeProblem.Cycle.class);
    }

    @Test
    void includesThatDoubleEachTime() {
        Map<String, String> files = new HashMap<>(Map.of("compose.yaml", "include: [f0.yaml, f0.yaml]"));
        for (int i = 0; i < 30; i++) {
            files.put("f" + i + ".yaml", "include: [f%d.yaml, f%d.yaml]".formatted(i + 1, i + 1));
        }
        files.put("f30.yaml", "services: {a: {image: i}}");
        assertThat(refused(new MapSources(files))).isInstanceOf(ComposeProblem.LimitExceeded.class);
    }

    @Test
    void symbolicLinkOutOfTheTree(@TempDir Path folder) throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.writeString(folder.resolve("secret.env"), "A=1");
        Files.createSymbolicLink(tree.resolve("x.env"), folder.resolve("secret.env"));
        Files.writeString(tree.resolve("compose.yaml"), "services: {a: {image: i, env_file: x.env}}");
        assertThat(refused(DirectorySources.confined(tree))).isInstanceOf(ComposeProblem.OutsideTree.class);
    }
}
