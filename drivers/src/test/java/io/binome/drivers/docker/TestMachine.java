package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine beside this one, as far as one kernel can be two: an engine over TCP with mutual TLS, in a network and in a tree
 * of control groups of its own, so that whoever reads the groups of this machine does not find those of that one. Takes
 * root, as {@link TestDocker} does.
 */
public final class TestMachine implements AutoCloseable {
    static final int PORT = 2376;

    /** A group of the second version has either processes or groups with controllers. */
    private static final String INIT = """
            if [ -e /sys/fs/cgroup/cgroup.subtree_control ]; then
              mkdir /sys/fs/cgroup/init
              echo $$ > /sys/fs/cgroup/init/cgroup.procs
              sed 's/^/+/; s/ / +/g' /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control
            fi
            exec "$@"
            """;

    private final TestDocker docker;
    private final TestCertificates certificates;

    private TestMachine(TestDocker docker, TestCertificates certificates) {
        this.docker = docker;
        this.certificates = certificates;
    }

    /** @param folder for the certificates of its engine */
    public static TestMachine start(Path folder) {
        TestCertificates certificates = new TestCertificates();
        List<String> names = new ArrayList<>();
        try {
            TestDocker docker = TestDocker.start(
                    name -> {
                        names.add(name);
                        return OwnGroups.enter(name, List.of(), INIT);
                    },
                    address -> engine(certificates, folder, address));
            return new TestMachine(docker, certificates);
        } catch (RuntimeException | Error failure) {
            names.forEach(OwnGroups::remove);
            throw failure;
        }
    }

    private static List<String> engine(TestCertificates certificates, Path folder, String address) {
        List<String> arguments = new ArrayList<>(List.of("--exec-opt", "native.cgroupdriver=cgroupfs"));
        arguments.addAll(overTls(certificates, folder, address));
        return arguments;
    }

    /** Arguments with which dockerd answers over TCP whoever has a certificate of that authority. */
    static List<String> overTls(TestCertificates certificates, Path folder, String address) {
        try {
            certificates.writeServer(folder, address);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return List.of(
                "-H",
                "tcp://" + address + ":" + PORT,
                "--tlsverify",
                "--tlscacert",
                folder.resolve("ca.pem").toString(),
                "--tlscert",
                folder.resolve("cert.pem").toString(),
                "--tlskey",
                folder.resolve("key.pem").toString());
    }

    /** Where a server that is not on this machine finds its engine. */
    public HostEndpoint.Tcp endpoint() {
        return new HostEndpoint.Tcp(docker.address(), PORT, docker.address(), certificates.client());
    }

    /** Where its own programs find the engine. */
    public String socket() {
        return ((HostEndpoint.UnixSocket) docker.endpoint()).path();
    }

    /** Under which address its programs reach the machine of this process. */
    public String neighbour() {
        return docker.neighbour();
    }

    /**
     * What programs there knock at over TLS, not bound yet: its certificate is for {@link #neighbour()}.
     *
     * @param folder of its certificates, with those of the authority in {@code ca.pem}
     */
    public ServerSocket door(Path folder) {
        try {
            certificates.writeServer(folder, neighbour());
            return MutualTlsContext.of(new HostEndpoint.MutualTls(
                            Files.readString(folder.resolve("ca.pem")),
                            Files.readString(folder.resolve("cert.pem")),
                            Files.readString(folder.resolve("key.pem"))))
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A command that is run there instead of here. */
    public List<String> there(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--net=/run/netns/" + docker.namespace(),
                "--mount=/proc/" + docker.pid() + "/ns/mnt",
                "--cgroup=/proc/" + docker.pid() + "/ns/cgroup"));
        all.addAll(command);
        return all;
    }

    /** As if somebody had pulled the cable: what is sent does not arrive, and nobody says so. */
    public void unplug() {
        nft("add table inet unplugged { chain in { type filter hook prerouting priority -400; iifname eth0 drop; };"
                + " chain out { type filter hook output priority -400; oifname eth0 drop; }; }");
    }

    public void plugIn() {
        nft("delete table inet unplugged");
    }

    private void nft(String command) {
        if (TestDocker.run("nsenter", "--net=/run/netns/" + docker.namespace(), "nft", command) != 0) {
            throw new IllegalStateException("nft " + command + " failed");
        }
    }

    /**
     * Processor time that a group of that machine has used, in nanoseconds where the kernel says so.
     *
     * @param group below the root that the machine sees
     */
    public double cpuMicros(String group) {
        try {
            Path first = OwnGroups.ROOT.resolve("cpuacct");
            if (Files.exists(first)) {
                String nanos = Files.readString(
                        first.resolve(docker.namespace()).resolve(group).resolve("cpuacct.usage"));
                return Long.parseLong(nanos.strip()) / 1e3;
            }
            return Files.readAllLines(OwnGroups.ROOT
                            .resolve(docker.namespace())
                            .resolve(group)
                            .resolve("cpu.stat"))
                    .stream()
                    .filter(line -> line.startsWith("usage_usec "))
                    .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Environment of a {@code docker} command that asks its engine. */
    public Map<String, String> dockerEnvironment() {
        return Map.of("DOCKER_HOST", "unix://" + socket());
    }

    @Override
    public void close() {
        String name = docker.namespace();
        docker.close();
        OwnGroups.remove(name);
    }
}
