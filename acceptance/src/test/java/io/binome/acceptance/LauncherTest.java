package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./binome} itself: what it finds, what it says where something is missing, and how it counts. */
class LauncherTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path project;

    /** A project of the launcher alone, so that nothing here is built, started or deleted. */
    @BeforeEach
    void copyTheLauncher() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(project.resolve("launcher"));
        Files.copy(PROJECT.resolve("binome"), project.resolve("binome"));
        assertThat(project.resolve("binome").toFile().setExecutable(true)).isTrue();
        try (var files = Files.list(PROJECT.resolve("launcher"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, project.resolve("launcher").resolve(file.getFileName()));
            }
        }
    }

    @Test
    void itsScriptsHaveNoKnownFault() {
        Tool.output(
                PROJECT,
                Map.of(),
                "bash",
                "-c",
                "exec shellcheck --external-sources binome .ci/run platform/generate-tables");
    }

    @Test
    void theJdkOfJavaHomeIsTakenWhenItIsNewEnough() throws IOException {
        Path old = jdk("old", "17.0.9");
        Path wanted = jdk("wanted", "25.0.1");
        Path newer = jdk("newer", "26");
        assertThat(found(wanted)).isEqualTo(wanted.toString());
        assertThat(found(newer)).isEqualTo(newer.toString());
        assertThat(found(old)).isNotEqualTo(old.toString());
    }

    @Test
    void withoutAJdkTwoLinesSayWhatToInstall() {
        Tool.Ended ended = withoutFolders(
                List.of("/usr/lib/jvm", "/usr/java", "/opt"),
                Map.of("JAVA_HOME", "", "PATH", "/usr/bin:/bin", "HOME", folder.toString()),
                "help");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output().lines()).hasSize(2).first().asString().contains("needs a JDK 25 or newer");
        assertThat(ended.output()).contains("set JAVA_HOME");
    }

    @Test
    void whereItCannotInstallTwoLinesSayWhatIsMissing() {
        Tool.Ended ended = sourced(
                "require_prerequisites server",
                // Neither apt-get nor HAProxy: a machine that is no Debian. Docker is asked for nothing here.
                "type() { [[ $2 != apt-get && $2 != haproxy ]] && builtin type \"$@\"; }; docker_answers() { true; }");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output().lines()).hasSize(2);
        assertThat(ended.output()).contains("haproxy").contains("Install them");
    }

    @Test
    void aTestThatWasSkippedHasFailedUnderContinuousIntegration() throws IOException {
        report("a", "tests=\"5\" errors=\"0\" skipped=\"0\" failures=\"0\"");
        report("b", "tests=\"3\" errors=\"0\" skipped=\"1\" failures=\"0\"");
        assertThat(counted("CI= report_tests 0 0")).isEqualTo(new Tool.Ended(0, "7 passed, 0 failed"));
        assertThat(counted("CI=true report_tests 0 0")).isEqualTo(new Tool.Ended(1, "7 passed, 1 failed"));
    }

    @Test
    void nothingThatWentWrongCountsAsSuccess() throws IOException {
        assertThat(counted("report_tests 0 0")).isEqualTo(new Tool.Ended(1, "0 passed, 1 failed"));
        report("a", "tests=\"5\" errors=\"1\" skipped=\"0\" failures=\"2\"");
        assertThat(counted("report_tests 0 0")).isEqualTo(new Tool.Ended(1, "2 passed, 3 failed"));
        assertThat(counted("report_tests 1 0")).isEqualTo(new Tool.Ended(1, "2 passed, 4 failed"));
        assertThat(counted("report_tests 0 1")).isEqualTo(new Tool.Ended(1, "2 passed, 4 failed"));
    }

    @Test
    void whatFailedIsNamedBeforeTheCount() throws IOException {
        report("a", "tests=\"2\" errors=\"0\" skipped=\"0\" failures=\"1\"", """
                  <testcase name="works" classname="io.binome.AnyTest" time="0.1"/>
                  <testcase name="breaks" classname="io.binome.AnyTest" time="0.1">
                    <failure message="expected: &quot;a&quot;" type="AssertionError"><![CDATA[AssertionError: expected "a" & got "b"
                    at io.binome.AnyTest.breaks(AnyTest.java:12)
                ]]></failure>
                    <system-out><![CDATA[much]]></system-out>
                  </testcase>
                """);
        assertThat(sourced("report_tests 0 0", "unset CI").output().lines())
                .containsExactly(
                        "FAILED io.binome.AnyTest.breaks",
                        "    AssertionError: expected \"a\" & got \"b\"",
                        "        at io.binome.AnyTest.breaks(AnyTest.java:12)",
                        "1 passed, 1 failed");
    }

    @Test
    void aServerThatDoesNotRunIsThree() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("run"));
        // A number left behind, which is another program's by now.
        Files.writeString(
                home.resolve("run/server.pid"),
                Long.toString(ProcessHandle.current().pid()));
        Tool.Ended ended = Tool.run(
                project,
                Map.of("BINOME_HOME", home.toString()),
                List.of(project.resolve("binome").toString(), "status"));
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.output()).contains("server   stopped").contains("edge     stopped");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String found(Path javaHome) {
        Tool.Ended ended = sourced("find_jdk; printf '%s' \"$JAVA_HOME\"", "export JAVA_HOME='" + javaHome + "'");
        assertThat(ended.well()).as(ended.output()).isTrue();
        return ended.output();
    }

    private void report(String module, String sums) throws IOException {
        report(module, sums, "");
    }

    private void report(String module, String sums, String cases) throws IOException {
        Path reports = Files.createDirectories(project.resolve(module).resolve("target/surefire-reports"));
        Files.writeString(
                reports.resolve("TEST-" + module + ".xml"),
                "<?xml version=\"1.0\"?>\n<testsuite name=\"" + module + "\" time=\"1\" " + sums + ">\n" + cases
                        + "</testsuite>\n");
    }

    /** The last line and the status, which is all that a build server looks at. */
    private Tool.Ended counted(String command) {
        Tool.Ended ended = sourced(command, "unset CI");
        return new Tool.Ended(
                ended.status(),
                ended.output().lines().reduce((before, last) -> last).orElse(""));
    }

    /** Runs a function of the launcher after {@code preparation}. */
    private Tool.Ended sourced(String command, String preparation) {
        return Tool.run(
                project,
                Map.of(),
                List.of(
                        "bash",
                        "-euo",
                        "pipefail",
                        "-c",
                        "project=$PWD; state=$PWD/.binome; say() { printf '%s\\n' \"$*\" >&2; }; fail() { say \"$*\"; exit 1; };"
                                + " for part in jdk build prerequisites server test; do . launcher/$part.sh; done;"
                                + preparation + "; " + command));
    }

    /** Runs the launcher where these folders are empty. */
    private Tool.Ended withoutFolders(List<String> hidden, Map<String, String> environment, String word) {
        List<String> command = new ArrayList<>(List.of("bwrap", "--dev-bind", "/", "/"));
        for (String path : hidden) {
            if (Files.isDirectory(Path.of(path))) {
                command.addAll(List.of("--tmpfs", path));
            }
        }
        command.addAll(List.of(project.resolve("binome").toString(), word));
        return Tool.run(project, environment, command);
    }
}
