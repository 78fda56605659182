package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.workloads.ContainerSpec.Limits;
import io.binome.workloads.ObservedContainer.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Root in a container with every tool that busybox has, against everything around it. Each attempt is first shown to
 * work from where it may, so that a broken attempt is not taken for a closed door.
 */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileContainerTest {
    private static final String SERVE =
            "mkdir -p /tmp/www; echo reached > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";
    private static final String METADATA = "169.254.169.254";

    private TestDocker docker;
    private DockerRuntime runtime;
    private TestStack victim;
    private TestStack attacker;
    private String victimId;
    private String attackerId;
    private final List<Process> listeners = new ArrayList<>();

    @BeforeAll
    void start() {
        docker = TestDocker.start(List.of("-H", "tcp://0.0.0.0:2375", "--tls=false"));
        runtime = TestStack.runtime(docker);
        String image = TestImages.busybox(docker.endpoint());
        victim = new TestStack(runtime, image);
        attacker = new TestStack(runtime, image);
        victimId = victim.shell(SERVE).run();
        attackerId = attacker.shell(SERVE).run();
        run("ip", "addr", "add", METADATA + "/32", "dev", "lo");
        listeners.add(docker.inHostNetwork("busybox", "httpd", "-f", "-p", "0.0.0.0:8080", "-h", "/etc"));
        listeners.add(docker.inHostNetwork("busybox", "httpd", "-f", "-p", "0.0.0.0:80", "-h", "/etc"));
    }

    @AfterAll
    void stop() {
        listeners.forEach(Process::destroy);
        docker.close();
    }

    private void run(String... command) {
        try {
            assertThat(docker.inHostNetwork(command).waitFor()).isZero();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Whether a TCP connection from the attacker to there comes about. */
    private boolean reaches(String address, int port) {
        return attacker.exec(
                        attackerId,
                        "nc -w 2 " + address + " " + port
                                + " < /dev/null > /dev/null 2>&1 && echo reached || echo closed")
                .contains("reached");
    }

    private String addressOf(String id) {
        return runtime.address(TestStack.HOST, id, 8080).host();
    }

    private String attempt(String script) {
        return attacker.exec(attackerId, script + " 2>&1; echo exit=$?");
    }

    @Test
    void itReachesItsOwnStackAndTheHostReachesIt() {
        String neighbour = attacker.shell(SERVE).run();
        TestDocker.await("a neighbour", Duration.ofSeconds(60), () -> reaches(addressOf(neighbour), 8080));
        assertThat(reaches("web", 8080)).isTrue();
        for (String id : List.of(victimId, attackerId)) {
            assertThat(hostReaches(addressOf(id), 8080)).isTrue();
        }
        runtime.remove(TestStack.HOST, neighbour);
    }

    private boolean hostReaches(String address, int port) {
        try {
            return docker.inHostNetwork("busybox", "nc", "-w", "2", address, Integer.toString(port), "-e", "true")
                            .waitFor()
                    == 0;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void itReachesNoOtherTenant() {
        assertThat(reaches(addressOf(victimId), 8080)).isFalse();
        assertThat(attempt("nslookup " + ContainerNames.of(victimReplica()) + " 127.0.0.11"))
                .doesNotContain(addressOf(victimId));
        assertThat(attempt("ping -c 1 -W 1 " + addressOf(victimId))).doesNotContain("1 packets received");
    }

    private io.binome.kernel.ReplicaId victimReplica() {
        return java.util.Objects.requireNonNull(victim.observed(victimId).replica());
    }

    @Test
    void itReachesNoOtherTenantWhenDockersOwnRulesAreFlushed() {
        // The engine puts them back at its next start only, so tests that come after this one have our rules alone.
        run("iptables", "-F");
        assertThat(reaches(addressOf(victimId), 8080)).isFalse();
    }

    @Test
    void itReachesNoAddressOfTheHost() {
        String gateway = attacker.exec(attackerId, "ip route | awk '/default/ {print $3}'")
                .strip();
        String victimGateway =
                victim.exec(victimId, "ip route | awk '/default/ {print $3}'").strip();
        assertThat(gateway).isNotEmpty();
        for (String address : List.of(gateway, victimGateway, docker.address(), METADATA)) {
            assertThat(hostReaches(address, 8080))
                    .as("the listener on " + address)
                    .isTrue();
            assertThat(reaches(address, 8080)).as("host at " + address).isFalse();
            assertThat(reaches(address, 80)).as("host at " + address).isFalse();
            assertThat(reaches(address, 2375)).as("Docker's API at " + address).isFalse();
        }
    }

    @Test
    void itReachesNoOtherMachineOfTheProvider() throws Exception {
        try (var server = new java.net.ServerSocket(0, 10, java.net.InetAddress.getByName(docker.neighbour()))) {
            assertThat(hostReaches(docker.neighbour(), server.getLocalPort())).isTrue();
            assertThat(reaches(docker.neighbour(), server.getLocalPort())).isFalse();
        }
    }

    @Test
    void theRulesComeBackWhenSomebodyFlushesThem() {
        run("nft", "delete", "table", "inet", "binome");
        TestDocker.await("the guard to notice", Duration.ofSeconds(60), () -> !reaches(docker.address(), 8080));
    }

    @Test
    void itHasNoRawSocketsDevicesOrMounts() {
        assertThat(attempt("arping -c 1 -I eth0 10.0.0.1")).contains("Operation not permitted");
        assertThat(attempt("traceroute -I -m 1 -w 1 10.0.0.1")).contains("ermitted");
        assertThat(attempt("mknod /tmp/sda b 8 0")).contains("Operation not permitted");
        assertThat(attempt("mount -t tmpfs none /tmp")).contains("ermission denied");
        assertThat(attempt("mount -t proc proc /tmp")).contains("ermission denied");
        assertThat(attempt("ip link add dummy0 type dummy")).contains("Operation not permitted");
        assertThat(attempt("ip addr add 10.9.9.9/8 dev eth0")).contains("Operation not permitted");
        assertThat(attempt("unshare -r true")).doesNotContain("exit=0");
        assertThat(attempt("unshare -m true")).doesNotContain("exit=0");
        assertThat(attempt("chroot / true")).doesNotContain("exit=0");
    }

    @Test
    void itChangesNothingOfTheKernel() {
        assertThat(attempt("echo x > /proc/sys/kernel/core_pattern")).contains("Read-only file system");
        assertThat(attempt("echo 1 > /proc/sys/vm/drop_caches")).contains("Read-only file system");
        assertThat(attempt("echo b > /proc/sysrq-trigger")).doesNotContain("exit=0");
        assertThat(attempt("echo x > /sys/kernel/uevent_helper")).doesNotContain("exit=0");
        assertThat(attempt("cat /proc/kcore | head -c 1 | wc -c")).contains("0\n");
        assertThat(attempt("dmesg | head -1")).contains("ermitted");
        assertThat(attempt("ls /dev | grep -E 'sda|vda|mem|kmsg'")).doesNotContain("exit=0");
        assertThat(attempt("hostname changed")).doesNotContain("exit=0");
        assertThat(attempt("date -s 2000-01-01")).contains("Operation not permitted");
    }

    @Test
    void itGetsOutOfNoCgroup() {
        assertThat(attempt("mkdir /tmp/cg && mount -t cgroup -o memory cgroup /tmp/cg"))
                .doesNotContain("exit=0");
        assertThat(
                        attempt(
                                "for f in $(find /sys/fs/cgroup -name release_agent -o -name notify_on_release -o -name memory.max "
                                        + "-o -name memory.limit_in_bytes -o -name cgroup.procs 2>/dev/null); do echo 1 > $f && echo WROTE $f; done"))
                .doesNotContain("WROTE");
        assertThat(attempt("cat /proc/self/cgroup")).doesNotContain(attacker.tenant.compact());
    }

    @Test
    void itSeesNoProcessSocketOrFileOfTheHost() {
        assertThat(attempt("ps -o comm | grep -cx dockerd")).startsWith("0\n");
        assertThat(attempt("ls /proc | grep -E '^[0-9]+$' | wc -l")
                        .lines()
                        .findFirst()
                        .map(Integer::parseInt)
                        .orElse(99))
                .isLessThan(10);
        assertThat(attempt("find / -name '*.sock' -not -path '/proc/*' 2>/dev/null | head"))
                .startsWith("exit=");
        assertThat(attempt("kill -0 " + ProcessHandle.current().pid())).doesNotContain("exit=0");
        assertThat(attempt("ls /binome")).doesNotContain("exit=0");
    }

    @Test
    void aForkBombStaysWithinItsLimit() {
        // Those that sleep keep their places when the others can fork no more.
        String id = attacker.shell(
                        "bomb() { sleep 1000 & bomb & bomb & wait; }; (while :; do sleep 1000 & done) & bomb &"
                                + " exec sleep 1000")
                .with(d -> {
                    d.limits = new Limits(500, 64L << 20, 40, null);
                    return d;
                })
                .run();
        TestDocker.await(
                "the bomb",
                Duration.ofSeconds(60),
                () -> runtime.usage(TestStack.HOST, id).pids() >= 30);
        assertThat(runtime.usage(TestStack.HOST, id).pids()).isLessThanOrEqualTo(40);
        runtime.remove(TestStack.HOST, id);
        assertThat(hostReaches(addressOf(victimId), 8080)).isTrue();
    }

    @Test
    void aMemoryHogIsKilledAndSaidSo() {
        String id = attacker.shell("exec tail /dev/zero")
                .with(d -> {
                    d.limits = new Limits(1000, 32L << 20, 40, null);
                    return d;
                })
                .run();
        attacker.awaitState(id, State.EXITED);
        assertThat(attacker.observed(id).outOfMemory()).isTrue();
        assertThat(attacker.observed(id).exitCode()).isEqualTo(137);
        runtime.remove(TestStack.HOST, id);
    }

    @Test
    void aFloodOfOutputIsBounded() throws Exception {
        String id = attacker.shell("head -c 80000000 /dev/zero | tr '\\0' 'a' | fold -w 100")
                .run();
        TestDocker.await(
                "the flood to end",
                Duration.ofMinutes(2),
                () -> attacker.observed(id).state() == State.EXITED);
        long kept;
        try (var files = java.nio.file.Files.walk(
                docker.dataFolder().resolve("containers").resolve(id))) {
            kept = files.filter(java.nio.file.Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        assertThat(kept)
                .isLessThan(docker.settings().logBytes() * (docker.settings().logFiles() + 1));
        runtime.remove(TestStack.HOST, id);
    }

    @Test
    void theGuardItselfHoldsNextToNothing() {
        Map<?, ?> guard = DockerHost.JSON.convertValue(inspectGuard(), Map.class);
        assertThat(guard.get("CapAdd").toString()).isEqualTo("[NET_ADMIN]");
        assertThat(guard.get("Privileged")).isEqualTo(false);
        assertThat(guard.get("ReadonlyRootfs")).isEqualTo(true);
        assertThat(guard.get("PidMode")).isEqualTo("");
    }

    private tools.jackson.databind.JsonNode inspectGuard() {
        try (var answer =
                new EngineHttp(docker.endpoint(), null).get("/v1.41/containers/" + HostGuard.NAME + "/json")) {
            return DockerHost.JSON.readTree(answer.text()).path("HostConfig");
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
