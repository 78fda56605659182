package io.binome.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComposeConfigCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new ComposeConfigCommand(Map.of("TAG", "1"), folder));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void printsTheProjectWithTheEnvironment() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), "name: x\nservices: {a: {image: 'i:${TAG}', build: .}}");
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("image: i:1", "context: " + folder);
        out.getBuffer().setLength(0);
        assertThat(run("--format", "json", "-f", "compose.yaml")).isZero();
        assertThat(out.toString()).startsWith("{\n  \"name\": \"x\"");
    }

    @Test
    void saysWhereItIsWrongAndPrintsNothing() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), "services:\n  a:\n    imagee: i\n");
        assertThat(run("-q")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("compose.yaml:3:5", "Did you mean 'image'?");
    }
}
