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

/** Whether a contract in a file is open is answered without a server. */
class WindowCommandsTest {
    private static final String CONTRACT = """
            environments:
              dev:
                autonomy: self
              production:
                autonomy: peer
                calendar:
                  zone: Europe/Paris
                  holidays: FR
                  windows:
                    - {name: Friday night, rule: FREQ=WEEKLY;BYDAY=FR, at: "22:00", until: "05:00"}
                  freezes:
                    - {name: Christmas, reason: The shops sell, from: 2026-12-18, to: 2027-01-04, goingBack: allowed}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("contract.yaml"), CONTRACT);
    }

    private int run(String... arguments) {
        return BinomeCommand.run(
                Context.of(Map.of(), folder, new PrintWriter(out, true), new PrintWriter(err, true), false), arguments);
    }

    private int status(String at, String... more) {
        String[] arguments = new String[more.length + 8];
        String[] usual = {"window", "status", "--contract", "contract.yaml", "--environment", "production", "--at", at};
        System.arraycopy(usual, 0, arguments, 0, usual.length);
        System.arraycopy(more, 0, arguments, usual.length, more.length);
        return run(arguments);
    }

    @Test
    void saysThatItIsOpenAndUntilWhen() {
        assertThat(status("2026-11-28T02:00")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo("""
                production is open on Sat 28 Nov 2026 02:00 (Europe/Paris).
                The window 'Friday night' is open.
                Closes: Sat 28 Nov 2026 05:00
                """);
    }

    @Test
    void saysThatItIsClosedWhyAndWhenItOpens() {
        assertThat(status("2026-12-18T23:00+01:00", "--takes", "60")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo("""
                production is closed on Fri 18 Dec 2026 23:00 (Europe/Paris).
                The freeze 'Christmas' holds: The shops sell.
                Opens:  Fri 8 Jan 2027 22:00
                Closes: Sat 9 Jan 2027 05:00
                What takes 60 minutes can begin: Fri 8 Jan 2027 22:00
                """);
    }

    @Test
    void answersProgramsAndGoingBack() {
        assertThat(status("2026-12-18T22:00Z", "--going-back", "--json")).isZero();
        JsonNode answer = JsonMapper.builder().build().readTree(out.toString());
        assertThat(answer.path("open").asBoolean()).isTrue();
        assertThat(answer.path("at").asString()).isEqualTo("2026-12-18T22:00:00Z");
        assertThat(answer.path("zone").asString()).isEqualTo("Europe/Paris");
        assertThat(answer.path("nextOpening").isNull()).isTrue();
        assertThat(answer.path("nextClosing").asString()).isEqualTo("2026-12-19T04:00:00Z");
    }

    @Test
    void anEnvironmentWithoutCalendarIsAlwaysOpen() {
        assertThat(run("window", "status", "--contract", "contract.yaml", "--environment", "dev"))
                .isZero();
        assertThat(out.toString()).contains("dev is open", "It does not close within two years.");
    }

    @Test
    void saysWhatIsWrongAtItsLine() throws IOException {
        Files.writeString(folder.resolve("contract.yaml"), CONTRACT.replace("BYDAY=FR", "BYDAY=XX"));
        assertThat(status("2026-11-28T02:00")).isEqualTo(1);
        assertThat(err.toString()).contains("contract.yaml:10: This is no rule of RFC 5545.");
        assertThat(run("window", "status", "--contract", "none.yaml", "--environment", "dev"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("The file none.yaml cannot be read.");
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThat(status("tomorrow")).isEqualTo(1);
        assertThat(status("9999-01-01T00:00")).isEqualTo(1);
        assertThat(run("window", "status", "--contract", "contract.yaml", "--environment", "test"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("names no environment 'test', but dev, production.");
    }
}
