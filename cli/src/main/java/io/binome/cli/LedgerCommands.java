package io.binome.cli;

import io.binome.ledger.LedgerExport;
import io.binome.ledger.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome ledger}: the record that proves itself. */
@Command(name = "ledger", description = "Read and verify the record.")
final class LedgerCommands {
    private final Context context;

    LedgerCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List entries, newest first.")
    int list(
            @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind, as change.applied.")
                    @Nullable
                    String kind,
            @Option(names = "--subject", paramLabel = "SUBJECT", description = "Only about this, as change:<id>.")
                    @Nullable
                    String subject,
            @Mixin Paging paging) {
        String path = context.inTenant("ledger");
        if (kind != null) {
            path = ApiClient.with(path, "kind", kind);
        }
        if (subject != null) {
            path = ApiClient.with(path, "subject", subject);
        }
        Output output = context.output();
        output.listing(
                paging.get(context.api(), path),
                "The ledger has no such entry.",
                List.of("ENTRY", "AT", "BY", "WHAT", "SUBJECT"),
                entry -> List.of(
                        entry.path("index").asString(),
                        entry.path("at").asString(),
                        entry.path("actor").path("displayName").asString("-"),
                        entry.path("kind").asString(),
                        entry.path("subject").asString()));
        return 0;
    }

    @Command(name = "verify", description = "Recompute every hash; exit code 1 when one does not hold.")
    int verify(
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "An exported ledger, verified here without the server.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--head",
                            paramLabel = "HASH",
                            description = "A head noted earlier that the ledger must end with.")
                    @Nullable
                    String head) {
        JsonNode answer =
                file == null ? context.api().get(context.inTenant("ledger", "verification")) : verifyFile(file);
        Output output = context.output();
        boolean sound = answer.path("sound").asBoolean();
        boolean asNoted = head == null || head.equals(answer.path("head").asString(""));
        if (!output.printedJson(answer)) {
            if (!sound) {
                output.line(output.paint(Output.Colour.RED, "The ledger does not hold")
                        + " at entry " + answer.path("brokenAt").asLong() + ": "
                        + answer.path("reason").asString() + ".");
            } else if (!asNoted) {
                output.line(output.paint(Output.Colour.RED, "The ledger holds, but does not end with that head")
                        + ": it ends with " + answer.path("head").asString() + ".");
            } else {
                output.line(output.paint(Output.Colour.GREEN, "The ledger holds")
                        + ": " + answer.path("entries").asLong() + " entries, head "
                        + answer.path("head").asString());
            }
        }
        return sound && asNoted ? 0 : Failures.PROBLEM;
    }

    private JsonNode verifyFile(Path file) {
        ObjectNode answer = context.mapper().createObjectNode();
        Verification found;
        try (Stream<String> lines = Files.lines(context.directory().resolve(file))) {
            found = LedgerExport.verify(lines, List.of(), List.of());
        } catch (IOException | UncheckedIOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
        return switch (found) {
            case Verification.Sound holds ->
                answer.put("sound", true).put("entries", holds.entries()).put("head", holds.head());
            case Verification.Unproven unproven ->
                answer.put("sound", false).put("brokenAt", unproven.from()).put("reason", unproven.reason());
            case Verification.Broken broken ->
                answer.put("sound", false).put("brokenAt", broken.index()).put("reason", broken.reason());
        };
    }

    @Command(name = "export", description = "Write the whole ledger as JSON lines, to be verified anywhere.")
    int export(
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Where to; the standard output when left out.")
                    @Nullable
                    Path file) {
        String path = context.inTenant("ledger", "export");
        if (file == null) {
            context.api().lines(path, context.out()::println);
            context.out().flush();
            return 0;
        }
        try (PrintWriter out =
                new PrintWriter(Files.newBufferedWriter(context.directory().resolve(file), StandardCharsets.UTF_8))) {
            // One line end everywhere: the file is the same wherever it was written.
            context.api().lines(path, line -> out.print(line + "\n"));
            if (out.checkError()) {
                throw new CommandProblem("The file " + file + " could not be written completely.");
            }
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written.");
        }
        context.output().say("Written to " + file + ". Verify it anywhere: binome ledger verify --file " + file);
        return 0;
    }
}
