package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DockerTrafficTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void whatThePacketFilterSaysIsRead() {
        String said = """
                table inet binome_usage { # handle 7
                \tset sent { # handle 2
                \t\ttype ifname
                \t\tsize 65535
                \t\tflags dynamic
                \t\tcounter
                \t\telements = { "bn00aa" counter packets 3 bytes 70, "bn00bb" counter packets 1 bytes 9223372036854775807,
                \t\t\t     "bn00cc" counter packets 0 bytes 0 }
                \t}

                \tset received { # handle 3
                \t\ttype ifname
                \t\telements = { "bn00aa" counter packets 30 bytes 700 }
                \t}
                }
                """;
        assertThat(TrafficRules.read(said))
                .containsExactly(
                        new TrafficRules.Count("bn00aa", "7", true, 70),
                        new TrafficRules.Count("bn00bb", "7", true, Long.MAX_VALUE),
                        new TrafficRules.Count("bn00cc", "7", true, 0),
                        new TrafficRules.Count("bn00aa", "7", false, 700));
        assertThat(TrafficRules.table(said)).contains("7");
        assertThat(TrafficRules.read("Error: No such file or directory")).isEmpty();
        assertThat(TrafficRules.table("Error: No such file or directory")).isEmpty();
    }

    /** From another machine, as the network of the test's engine sees this process; and between two containers. */
    @Test
    @Tag("docker")
    void onlyWhatLeavesTheNetworkOfAStackIsItsTraffic() throws Exception {
        TestDocker docker = TestDocker.shared().own() ? TestDocker.shared() : TestDocker.start(List.of());
        try {
            DockerRuntime runtime = TestStack.runtime(docker);
            Instant begun = Instant.now();
            try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()));
                    DockerHosts hosts = new DockerHosts(id -> Optional.of(docker.endpoint()), docker.settings())) {
                String id = stack.shell("mkdir /tmp/www; head -c 1m /dev/zero > /tmp/www/index.html;"
                                + " exec httpd -f -p 8080 -h /tmp/www")
                        .run();
                String address = runtime.address(TestStack.HOST, id, 8080).host();
                TestDocker.await("an answer", Duration.ofSeconds(60), () -> fetched(address) == MEBIBYTE);
                DockerTraffic traffic = new DockerTraffic(hosts, Duration.ZERO);
                TestDocker.await(
                        "its counters",
                        Duration.ofSeconds(60),
                        () -> flow(traffic, stack).sentBytes() >= MEBIBYTE);
                Flow once = flow(traffic, stack);
                assertThat(once.sentBytes()).isLessThan(MEBIBYTE * 11 / 10);
                assertThat(once.begun()).as("when its network was made").isBetween(begun, Instant.now());
                assertThat(once.receivedBytes()).isPositive().isLessThan(MEBIBYTE / 10);

                String neighbour = stack.shell("for i in 1 2 3; do wget -q -O /dev/null http://web:8080/; done;"
                                + " echo got; sleep 600")
                        .run();
                TestDocker.await("a neighbour", Duration.ofSeconds(60), () -> stack.log(neighbour)
                        .contains("got"));
                assertThat(fetched(address)).isEqualTo(MEBIBYTE);
                TestDocker.await(
                        "its counters",
                        Duration.ofSeconds(60),
                        () -> flow(traffic, stack).sentBytes() >= once.sentBytes() + MEBIBYTE);
                Flow twice = flow(traffic, stack);
                assertThat(twice.identity()).isEqualTo(once.identity());
                assertThat(twice.sentBytes()).isLessThan(once.sentBytes() + MEBIBYTE * 11 / 10);

                assertThat(docker.inHostNetwork("nft", "delete", "table", "inet", TrafficRules.TABLE)
                                .waitFor())
                        .isZero();
                TestDocker.await(
                        "another counter",
                        Duration.ofSeconds(60),
                        () -> fetched(address) == MEBIBYTE
                                && !flow(traffic, stack).identity().isEmpty()
                                && !flow(traffic, stack).identity().equals(once.identity()));
            }
        } finally {
            if (docker != TestDocker.shared()) {
                docker.close();
            }
        }
    }

    /** In namespaces that it makes itself, with the machine's own packet filter. */
    @Test
    @Tag("docker")
    void onARemoteHostWhatTheEdgeCountsIsNotCountedAtTheBridgeToo() throws Exception {
        assertThat(counted(true)).as("to a client, to outside").containsExactly(0L, 1L);
        assertThat(counted(false)).containsExactly(1L, 2L);
    }

    /** Mebibytes that were sent, rounded down: when a client outside got one, and when one more was sent to outside. */
    private static List<Long> counted(boolean remote) throws Exception {
        String script;
        try (InputStream text = DockerTrafficTest.class.getResourceAsStream("traffic-of-a-remote-host.sh")) {
            script = new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        Process process = new ProcessBuilder("bash", "-c", script, "traffic", TrafficRules.text(remote))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return java.util.Arrays.stream(said.split("to outside:"))
                .map(part -> TrafficRules.read(part.substring(part.indexOf("table"))).stream()
                                .filter(TrafficRules.Count::sent)
                                .mapToLong(TrafficRules.Count::bytes)
                                .sum()
                        / MEBIBYTE)
                .toList();
    }

    private static Flow flow(DockerTraffic traffic, TestStack stack) {
        Owner owner = new Owner.Stack(stack.tenant, stack.stack);
        return traffic.read(TestStack.HOST).stream()
                .filter(flow -> flow.owner().equals(owner))
                .findFirst()
                .orElse(new Flow(owner, "", 0, 0, 0));
    }

    private static long fetched(String address) {
        try (InputStream page =
                URI.create("http://" + address + ":8080/").toURL().openStream()) {
            return page.readAllBytes().length;
        } catch (java.io.IOException notYet) {
            return -1;
        }
    }
}
