package io.binome.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** An archive as a server wrote it, worked out again where there is no server. */
class InvoiceReplayCommandTest {
    private static final List<String> FILES = List.of(
            "invoice.json",
            "months/2026-10.csv",
            "months/2026-10-readings.csv",
            "months/2026-10.json",
            "prices/standard.yaml");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** The archive with one text in one of its files replaced. */
    private void archive(String file, String was, String is) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("invoice.zip")))) {
            for (String name : FILES) {
                try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("invoice/" + name))) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(text).satisfies(any -> assertThat(!name.equals(file) || any.contains(was))
                            .isTrue());
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write((name.equals(file) ? text.replace(was, is) : text).getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
        }
    }

    private int replay(String... options) {
        String[] arguments = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("bill", "replay", "invoice.zip"),
                        java.util.stream.Stream.of(options))
                .toArray(String[]::new);
        return BinomeCommand.run(
                Context.of(Map.of(), folder, new PrintWriter(out, true), new PrintWriter(err, true), false), arguments);
    }

    @Test
    void theSameCentsAreSaidWithoutAServer() throws IOException {
        archive("", "", "");
        assertThat(replay()).as(err.toString()).isZero();
        assertThat(out.toString())
                .isEqualTo("2026-00001: each of its 3 lines comes to the same cents, and so does what is payable:"
                        + " 60.82 EUR.\n"
                        + "Where it is the one that was issued, the ledger has its SHA-256 in the invoice's entry: "
                        + Sha256.hex(Files.readAllBytes(folder.resolve("invoice.zip"))) + "\n");
    }

    @Test
    void otherCentsAreSaidLineByLine() throws IOException {
        archive("months/2026-10.csv", ",216000000000,", ",252000000000,");
        assertThat(replay("--json")).isEqualTo(1);
        var answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.path("same").asBoolean(true)).isFalse();
        assertThat(answer.path("differences").toString())
                .contains("Line 2: worked out is 0.72 EUR, the invoice says 0.6 EUR");
    }

    @Test
    void whatIsNoArchiveIsSaidInASentenceWithoutWhatMovesTheCursor() throws IOException {
        archive("invoice.json", "2026-00001", "2026-00001\\u001b[2J");
        assertThat(replay()).isEqualTo(1);
        archive("months/2026-10.json", "Europe/Paris", "Europe/Paris\\u001b[2J");
        assertThat(replay()).isEqualTo(1);
        Files.writeString(folder.resolve("invoice.zip"), "no archive");
        assertThat(replay()).isEqualTo(1);
        assertThat(out.toString() + err)
                .doesNotContain("\u001b", "\tat ")
                .contains("invoice.zip is no archive of an invoice. ");
    }
}
