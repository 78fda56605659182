package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The committed reference of the command line is what the commands say of themselves. */
class CommandReferenceTest {
    private static final Path COMMITTED = Path.of("..", "docs", "reference", "cli.md");

    @Test
    void isAsCommitted() throws Exception {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine root =
                BinomeCommand.commandLine(Context.of(Map.of(), Path.of("").toAbsolutePath(), nowhere, nowhere, false));
        StringBuilder page = new StringBuilder("""
                # The `binome` command

                Generated from the commands themselves. After a change:
                `mvn -pl cli -am -Dtest=CommandReferenceTest -Dbinome.regenerate=true test`.

                Lists that may be long are shown in pages, all in the same way. `--limit N` says how many, 50 when left out and 200
                at most. Where there are more, the last line says how to go on: `--after CURSOR`. With `--json` the cursor is
                `next`, null on the last page. `--all` fetches page after page and shows them as one, for a pipe or a script:
                `binome change list --state all --all --json`. Lists without these options are shown whole.
                """);
        describe(root, page);
        if (Boolean.getBoolean("binome.regenerate")) {
            Files.writeString(COMMITTED, page.toString());
        }
        assertThat(COMMITTED)
                .as("the commands have changed: regenerate docs/reference/cli.md as its head says, and commit it")
                .hasContent(page.toString());
    }

    private static void describe(CommandLine command, StringBuilder page) {
        String name = command.getCommandSpec().qualifiedName();
        if (name.endsWith(" help")) {
            return;
        }
        command.setUsageHelpAutoWidth(false);
        command.setUsageHelpWidth(100);
        page.append("\n## ").append(name).append("\n\n```\n");
        command.getUsageMessage(Ansi.OFF).lines().forEach(line -> page.append(line.stripTrailing())
                .append('\n'));
        page.append("```\n");
        command.getSubcommands().values().stream().distinct().forEach(child -> describe(child, page));
    }
}
