package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.secrets.RegistryLogins;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.Runtime.Address;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An engine on another machine (a network namespace with an engine of its own), over TCP with mutual TLS. */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteHostTest {
    @TempDir
    static Path folder;

    private final TestCertificates certificates = new TestCertificates();
    private TestDocker docker;
    private DockerRuntime runtime;

    @BeforeAll
    void start() {
        docker = TestDocker.start(address -> TestMachine.overTls(certificates, folder, address));
        TestImages.busybox(docker.endpoint());
        runtime = runtime(certificates.client());
    }

    @AfterAll
    void stop() {
        docker.close();
    }

    private DockerRuntime runtime(HostEndpoint.MutualTls tls) {
        return TestStack.runtime(
                new HostEndpoint.Tcp(docker.address(), TestMachine.PORT, docker.address(), tls),
                docker.settings().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                RegistryLogins.NONE,
                new RememberedOwnership());
    }

    @Test
    void aRemoteHostDoesAllThatALocalOneDoes() throws IOException {
        assertThat(runtime.facts(TestStack.HOST).local()).isFalse();
        try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()))) {
            String id = stack.shell("exec httpd -f -p 8080 -h /etc")
                    .with(d -> {
                        d.mounts.add(new Mount.File(
                                "/run/secrets/x", "remote".getBytes(StandardCharsets.UTF_8), 0444, 0, 0, true));
                        return d;
                    })
                    .run();
            assertThat(stack.exec(id, "cat /run/secrets/x")).isEqualTo("remote");
            try (var session = runtime.exec(TestStack.HOST, id, List.of("sh", "-c", "cat; exit 4"), false)) {
                session.input().write('x');
                session.input().close();
                assertThat(session.output().readAllBytes()).containsExactly('x');
                assertThat(session.exitCode()).isEqualTo(4);
            }
            assertThat(runtime.usage(TestStack.HOST, id).pids()).isPositive();
            Address address = runtime.address(TestStack.HOST, id, 8080);
            assertThat(address.host()).isEqualTo(docker.address());
            TestDocker.await(
                    "the published port", Duration.ofSeconds(60), () -> connects(address.host(), address.port()));
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsTurnedAway() {
        assertThatThrownBy(() -> runtime(new TestCertificates().client()).facts(TestStack.HOST))
                .isInstanceOf(RuntimeUnavailable.class);
        HostEndpoint.MutualTls right = certificates.client();
        HostEndpoint.MutualTls other = new TestCertificates().client();
        assertThatThrownBy(() -> runtime(new HostEndpoint.MutualTls(
                                right.caCertificate(), other.clientCertificate(), other.clientKey()))
                        .facts(TestStack.HOST))
                .isInstanceOf(RuntimeUnavailable.class);
        assertThat(Files.exists(folder.resolve("key.pem"))).isTrue();
    }

    @Test
    void oneEngineIsKnownAgainWhereverItAnswers() {
        DockerProbe probe = new DockerProbe(docker.settings(), new RememberedOwnership(), InstantSource.system());
        HostEndpoint overTls =
                new HostEndpoint.Tcp(docker.address(), TestMachine.PORT, docker.address(), certificates.client());
        HostEndpoint away = new HostEndpoint.UnixSocket("/nowhere/docker.sock");
        // Another engine of this machine, which may say the same id.
        HostEndpoint other = TestDocker.shared().endpoint();
        assertThat(probe.check(overTls)).isEmpty();
        assertThat(probe.same(overTls, List.of(away, other, docker.endpoint()))).contains(docker.endpoint());
        assertThat(probe.same(other, List.of(docker.endpoint(), overTls))).isEmpty();
        try (DockerHosts hosts = new DockerHosts(_ -> Optional.of(docker.endpoint()), docker.settings())) {
            assertThat(hosts.host(TestStack.HOST)
                            .json("list volumes", "GET", "/volumes", null)
                            .toString())
                    .doesNotContain("binome-same");
        }
    }

    private static boolean connects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
