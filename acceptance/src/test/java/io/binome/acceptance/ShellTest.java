package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code binome service shell} as a person and as a script use it, in a real container. */
@Tag("docker")
@Tag("slow")
class ShellTest {
    private static RunningServer server;
    private static Company company;
    private static Company.Person developer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = RunningServer.shared();
        TestImages.in(server);
        company = server.company();
        developer = company.developer();
        Shop.running(company, developer);
    }

    @Test
    void aPipeGoesThroughToItsEndAndTheExitCodeComesBack() throws Exception {
        String large = "0123456789abcdef".repeat(64 * 1024) + "\nend\n";
        Ended ended = shell(large, "--", "sh", "-c", "cat; exit 42");
        assertThat(ended.output()).isEqualTo(large);
        assertThat(ended.status()).isEqualTo(42);
        assertThat(shell("echo from a script; exit 3\n")).isEqualTo(new Ended(3, "from a script\n"));
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws Exception {
        assertThat(shell("", "--", "no-such-program").status()).isNotZero();
        Ended none = shell("", "--replica", "9");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.output()).isEqualTo("binome: The service web has no replica 9.\n");
    }

    @Test
    void aTerminalHasTheWindowsSizeAndIsSetBack() throws Exception {
        Path script = folder.resolve("session");
        Files.writeString(script, """
                stty cols 111 rows 33
                stty -g > before
                %s
                echo "ended with $?"
                stty -g > after
                """.formatted(String.join(
                " ", command().stream().map(word -> "'" + word + "'").toList())));
        Process process = process(List.of("script", "-qefc", "sh " + script, "/dev/null"));
        StringBuilder seen = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> {
            try (var in = process.inputReader()) {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    synchronized (seen) {
                        seen.append((char) c);
                    }
                }
            } catch (IOException ended) {
                // The terminal is gone.
            }
        });
        Await.until("a prompt", Duration.ofSeconds(60), () -> contains(seen, "# "));
        process.outputWriter().append("busybox stty size; echo ~; exit 5\r").flush();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        reader.join();
        assertThat(seen.toString()).contains("33 111").contains("ended with 5");
        assertThat(Files.readString(folder.resolve("after")))
                .isNotBlank()
                .isEqualTo(Files.readString(folder.resolve("before")));
    }

    @Test
    void aRevokedTokenEndsTheCommandInTheContainer() throws Exception {
        Company.Person leaves = company.developer();
        Process process = process(environment(leaves), command("--", "sh", "-c", "echo up; sleep 4321"));
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        leaves.api().send("DELETE", "/me/tokens/" + leaves.tokenId(), null).orFail();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.inputReader().readLine()).contains("you may not be in it any more");
        Await.until("the command to be gone", Duration.ofSeconds(20), () -> !shell("", "--", "busybox", "ps")
                .output()
                .contains("sleep 4321"));
    }

    @Test
    void theLedgerSaysWhoWasWhereAndNotWhatTheyTyped() throws Exception {
        shell("", "--", "echo", "a-password");
        String ledger =
                company.lead().api().get(company.path("/ledger?limit=50")).toString();
        assertThat(ledger)
                .contains("workload.shell-opened", "workload.shell-closed")
                .doesNotContain("a-password");
    }

    private static boolean contains(StringBuilder seen, String text) {
        synchronized (seen) {
            return seen.indexOf(text) >= 0;
        }
    }

    record Ended(int status, String output) {}

    private Ended shell(String input, String... arguments) {
        try {
            Process process = process(command(arguments));
            Thread typist = Thread.ofVirtual().start(() -> {
                try (var out = process.getOutputStream()) {
                    out.write(input.getBytes(StandardCharsets.UTF_8));
                } catch (IOException readsNoMore) {
                    // It has ended already.
                }
            });
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            typist.join();
            return new Ended(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.cli.BinomeCommand",
                "service",
                "shell",
                "shop/web"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, String> environment(Company.Person person) {
        return Map.of(
                "BINOME_SERVER", server.address(), "BINOME_TOKEN", person.token(), "BINOME_TENANT", company.name());
    }

    private Process process(List<String> command) {
        return process(environment(developer), command);
    }

    private Process process(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", folder.toString());
        builder.environment().putAll(all);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
