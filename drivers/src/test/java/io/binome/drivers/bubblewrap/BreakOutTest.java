package io.binome.drivers.bubblewrap;

import static io.binome.drivers.bubblewrap.TestRuns.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.drivers.bubblewrap.TestRuns.Said;
import io.binome.drivers.network.OwnAddresses;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Authors who mean harm, each in a run of their own. Everything here is bounded by the sandbox that it tries to leave. */
@Tag("slow")
@Timeout(120)
class BreakOutTest {
    private static TestRuns runs;

    @BeforeAll
    static void start() {
        runs = TestRuns.start();
    }

    @AfterAll
    static void stop() {
        if (runs != null) {
            runs.close();
        }
    }

    @Test
    void seesOnlyWhatItWasGiven() {
        Said said = runs.once("ls -A / /etc /home /root /var /run /work /sys /boot /mnt 2>&1; cat /etc/passwd");
        assertThat(said.text())
                .contains("code", "run:x:1000:1000", "No such file")
                .doesNotContain("shadow", "resolv.conf", "docker.sock", "cgroup");
        assertThat(runs.once("cat /etc/shadow /etc/sudoers /etc/ssl/private/* /root/.bashrc 2>&1")
                        .text())
                .contains("No such file");
        assertThat(runs.once(
                                "ls /var/run/docker.sock /run/docker.sock /sys/fs/cgroup /dev/sda /dev/vda /dev/mem /dev/kmsg"
                                        + " /dev/loop0 /dev/fuse /dev/net/tun")
                        .text()
                        .lines()
                        .filter(line -> !line.contains("No such file")))
                .isEmpty();
    }

    @Test
    void readsNothingOfTheServer() throws IOException {
        Path secret = Files.writeString(runs.folder.resolve("binome.properties"), "a-secret-of-the-server");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(runs.once("cat " + secret + " 2>&1; cat /proc/1/root" + secret + " 2>&1")
                        .text())
                .doesNotContain("a-secret-of-the-server");
        // Even below a folder that it was given.
        Confinement given = new Confinement(
                TestRuns.tenant(1),
                "test",
                List.of(runs.folder.getParent()),
                TestRuns.SMALL,
                NetworkPolicy.NONE,
                Map.of());
        try (Confined run = runs.sandbox.open(given, RunLog.NONE, Cancellation.NONE)) {
            Said said = shell(run, "ls " + runs.folder.getParent() + "; ls -A " + runs.folder + " && cat " + secret);
            assertThat(said.text())
                    .contains(runs.folder.getFileName().toString())
                    .doesNotContain("a-secret");
        }
    }

    @Test
    void seesNoProcessButItsOwn() {
        String me = Long.toString(ProcessHandle.current().pid());
        Said said = runs.once("for p in /proc/[0-9]*; do echo \"${p#/proc/} $(tr '\\0' ' ' <$p/cmdline)\"; done")
                .succeeded();
        assertThat(said.text().lines().count()).isLessThan(8);
        assertThat(said.text()).doesNotContain("java", runs.folder.toString());
        assertThat(runs.once("kill -0 " + me + " || echo no such").text()).contains("no such");
        assertThat(runs.once("kill -9 -1; echo still here; kill -9 1; ls /proc/1/root/ /proc/1/environ")
                        .text())
                .doesNotContain("home", "boot");
    }

    @Test
    void hasNoEnvironmentButItsOwn() {
        try (Confined run = runs.open(TestRuns.SMALL)) {
            Said said = TestRuns.run(run, Command.of("env").with(Map.of("TF_VAR_mine", "1", "port", "2")));
            assertThat(said.succeeded().text().lines().map(line -> line.replaceAll("=.*", "")))
                    .containsExactlyInAnyOrder("HOME", "LANG", "PATH", "PWD", "TF_VAR_mine", "TMPDIR", "USER", "port");
            Said parents = shell(run, "cat /proc/1/environ /proc/1/cmdline | tr '\\0' '\\n'");
            assertThat(parents.text()).doesNotContain("JAVA", "TF_VAR_mine", "setenv", "/tmp/binome");
        }
    }

    @Test
    void isNobody() {
        Said said = runs.once("id -u; grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status")
                .succeeded();
        assertThat(said.text())
                .contains(
                        "1000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000");
        // Setuid programs of the system have no effect.
        assertThat(runs.once(
                                "find /usr/bin -perm -4000 | head -3; su -c id; mount -t tmpfs x /tmp; chroot / id; unshare -Ur id")
                        .text())
                .doesNotContain("uid=0");
    }

    @Test
    void writesNowhereElse() throws IOException {
        Path tools = Files.createDirectory(runs.folder.resolve("tools"));
        Files.setPosixFilePermissions(tools, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path tool = Files.writeString(tools.resolve("tool"), "as it was");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxrwxrwx"));
        Confinement given = new Confinement(
                TestRuns.tenant(1), "test", List.of(tools), TestRuns.SMALL, NetworkPolicy.NONE, Map.of());
        try (Confined run = runs.sandbox.open(given, RunLog.NONE, Cancellation.NONE)) {
            Said said = shell(
                    run,
                    "for f in /x /etc/x /usr/x /usr/bin/bash /run/x /dev/x /proc/sys/kernel/core_pattern /proc/sysrq-trigger "
                            + tool + " " + tools + "/more; do (echo x >>$f) 2>/dev/null && echo written $f; done;"
                            + " rm -f " + tool + " && echo removed; echo x >/code/x && echo x >/tmp/x && echo ok");
            assertThat(said.text()).doesNotContain("written", "removed").contains("ok");
            assertThat(tool).hasContent("as it was");
            assertThat(run.read("x", 10)).contains("x\n".getBytes(UTF_8));
        }
    }

    @Test
    void reachesNoPortOfThisMachine() throws IOException {
        try (ServerSocket database = new ServerSocket(0, 10, InetAddress.getByName("0.0.0.0"))) {
            StringBuilder script = new StringBuilder("for h in 127.0.0.1 localhost 169.254.169.254 ::1");
            OwnAddresses.now().stream().filter(Inet4Address.class::isInstance).forEach(address -> script.append(' ')
                    .append(address.getHostAddress()));
            script.append("; do (timeout 2 bash -c \"exec 3<>/dev/tcp/$h/")
                    .append(database.getLocalPort())
                    .append(
                            "\") 2>/dev/null && echo reached $h; done; cat /proc/net/dev | wc -l; timeout 2 bash -c 'exec"
                                    + " 3<>/dev/udp/169.254.169.254/53 && echo reached metadata'; true");
            assertThat(runs.once(script.toString()).succeeded().text())
                    .doesNotContain("reached")
                    .contains("3");
        }
    }

    /** Sockets with abstract names belong to the network's namespace, and no file bars the way to them. */
    @Test
    void reachesNoAbstractSocket() throws IOException, InterruptedException {
        String name = "binome-test-" + ProcessHandle.current().pid();
        Process outside = new ProcessBuilder("socat", "ABSTRACT-LISTEN:" + name + ",fork", "EXEC:echo reached")
                .redirectErrorStream(true)
                .start();
        try {
            await(() -> {
                try {
                    return Files.readString(Path.of("/proc/net/unix")).contains("@" + name);
                } catch (IOException failed) {
                    return false;
                }
            });
            assertThat(runs.once("socat -u ABSTRACT-CONNECT:" + name + " - 2>&1")
                            .text())
                    .contains("refused")
                    .doesNotContain("reached");
        } finally {
            outside.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesNoProcessBehind() {
        String mark = "7" + ProcessHandle.current().pid();
        try (Confined run = runs.open(TestRuns.SMALL)) {
            shell(
                            run,
                            "(setsid setsid sleep " + mark
                                    + " </dev/null >/dev/null 2>&1 &) ; (trap '' TERM HUP INT; sleep " + mark
                                    + " &) >/dev/null 2>&1; disown -a; sleep 0.1; echo done")
                    .succeeded();
            assertThat(processes("sleep " + mark)).isEmpty();
            // And what still runs when the run is cancelled, whatever it does with signals.
            TestCancellation cancellation = new TestCancellation();
            Thread.ofVirtual().start(() -> {
                await(() -> Files.exists(run.folder().resolve("begun")));
                cancellation.request();
            });
            Said said = TestRuns.run(
                    run,
                    Command.of(
                                    "bash",
                                    "-c",
                                    "trap '' INT TERM; (setsid sleep " + mark
                                            + ") & touch begun; while :; do sleep 1; done")
                            .withGrace(Duration.ofMillis(300)),
                    cancellation);
            assertThat(said.ended()).isEqualTo(new Ended.Cancelled(true));
            assertThat(processes("sleep " + mark)).isEmpty();
        }
    }

    @Test
    void mayPutItsLocksAwayWhenCancelled() {
        try (Confined run = runs.open(TestRuns.SMALL)) {
            TestCancellation cancellation = new TestCancellation();
            Thread.ofVirtual().start(() -> {
                await(() -> Files.exists(run.folder().resolve("begun")));
                cancellation.request();
            });
            Said said = TestRuns.run(
                    run,
                    Command.of(
                            // Whoever starts the tests in the background has SIGINT ignored, and bash cannot trap it
                            // then.
                            "env",
                            "--default-signal=INT",
                            "bash",
                            "-c",
                            "trap 'echo unlocked; exit 3' INT; sleep 60 & touch begun; wait"),
                    cancellation);
            assertThat(said.ended()).isEqualTo(new Ended.Cancelled(false));
            assertThat(said.text()).isEqualTo("unlocked");
        }
    }

    @Test
    void isStoppedAfterItsTime() {
        try (Confined run = runs.open(TestRuns.SMALL.withTime(Duration.ofMillis(500)))) {
            Said said = TestRuns.run(
                    run, Command.of("bash", "-c", "trap '' INT; sleep 60").withGrace(Duration.ofMillis(200)));
            assertThat(said.ended()).isEqualTo(new Ended.TimedOut(Duration.ofMillis(500)));
            assertThat(said.ended().sentence()).contains("500 ms");
            // It is the time of all commands together.
            assertThat(TestRuns.run(run, Command.of("true")).ended()).isInstanceOf(Ended.TimedOut.class);
        }
    }

    @Test
    void forksNoMoreThanItMay() {
        try (Confined run = runs.open(TestRuns.SMALL.withTime(Duration.ofSeconds(5)))) {
            Said said = TestRuns.run(
                    run,
                    Command.of("bash", "-c", "b() { b | b & }; b; sleep 3; exit 1")
                            .withGrace(Duration.ZERO));
            assertThat(said.ended()).isInstanceOfAny(Ended.TooManyProcesses.class, Ended.TimedOut.class);
            assertThat(processes("b() { b | b & }")).isEmpty();
        }
    }

    @Test
    void usesNoMoreMemoryThanItMay() {
        Said said = runs.once("x=0123456789abcdef; while :; do x=$x$x; done");
        assertThat(said.ended()).isEqualTo(new Ended.OutOfMemory(128L << 20));
        assertThat(said.ended().sentence()).isEqualTo("The run needed more than 128 MiB of memory.");
        // Files in memory count as well.
        Said files = runs.once("head -c 300M /dev/zero >/dev/shm/x; exit 1");
        assertThat(files.text()).contains("No space");
    }

    @Test
    void fillsNoMoreDiskThanItMay() throws IOException {
        try (Confined run = runs.open(TestRuns.SMALL)) {
            Said said = shell(run, "cat /dev/zero >/code/full || exit 9");
            assertThat(said.ended()).isEqualTo(new Ended.DiskFull(32L << 20));
            assertThat(Files.size(run.folder().resolve("full"))).isLessThanOrEqualTo(32L << 20);
            Said tmp = shell(run, "rm /code/full; fallocate -l 1G /tmp/x || exit 8");
            assertThat(tmp.ended()).isEqualTo(new Ended.DiskFull(32L << 20));
        }
        // So does what has no content at all.
        try (Confined run = runs.open(TestRuns.SMALL.withTime(Duration.ofSeconds(60)))) {
            Said said = shell(run, "i=0; while : >f$((i++)); do :; done; exit 7");
            assertThat(said.ended().succeeded()).isFalse();
            assertThat(said.ended()).isNotInstanceOf(Ended.TimedOut.class);
        }
    }

    @Test
    void printsNoMoreThanItMay() {
        assertThat(runs.once("yes").ended()).isEqualTo(new Ended.TooMuchOutput(1L << 20));
    }

    @Test
    void leadsTheServerNowhereByALink() throws IOException {
        Path secret = Files.writeString(runs.folder.resolve("secret"), "a-secret");
        try (Confined run = runs.open(TestRuns.SMALL)) {
            shell(
                            run,
                            "ln -s " + secret + " link; ln -s " + runs.folder
                                    + " folder; ln -s /etc etc; mkfifo pipe; mkdir real; echo fine >real/file; ln -s real inner")
                    .succeeded();
            for (String path : List.of("link", "folder/secret", "etc/shadow", "pipe", "inner/file", "real")) {
                assertThatThrownBy(() -> run.open(path, 1_000)).as(path).isInstanceOf(IOException.class);
            }
            for (String path : List.of("../secret", "real/../../x", "/etc/passwd", "")) {
                assertThatThrownBy(() -> run.open(path, 1_000)).as(path).isInstanceOf(IOException.class);
            }
            assertThat(run.read("real/file", 10)).isPresent();
            assertThat(run.read("none", 10)).isEmpty();
            assertThatThrownBy(() -> run.read("real/file", 4)).hasMessageContaining("5 bytes; 4 are allowed");
            run.write("link", new byte[] {'x'});
            assertThat(secret).hasContent("a-secret");
            assertThatThrownBy(() -> run.write("folder/secret", new byte[] {'x'}))
                    .isInstanceOf(IOException.class);
            assertThat(secret).hasContent("a-secret");
            run.write("made/by/server", "hello".getBytes(UTF_8));
            assertThat(shell(run, "cat made/by/server && echo more >>made/by/server && cat link")
                            .succeeded()
                            .text())
                    .contains("hello", "x");
            assertThat(run.list("")).extracting(Confined.Entry::name).contains("link", "made", "real");
        }
    }

    @Test
    void tracesNobody() {
        assertThat(runs.once(
                                "command -v gdb strace; cat /proc/1/mem | head -c 1; cat /proc/1/maps | head -1; nsenter -t 1 -m id")
                        .text())
                .doesNotContain("uid=");
    }

    private static List<Long> processes(String words) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                                .replace('\0', ' ')
                                .contains(words);
                    } catch (IOException ended) {
                        return false;
                    }
                })
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static void await(BooleanSupplier state) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            Pause.shortly();
        }
    }
}
