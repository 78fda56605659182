package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure parts: where containers lie in the cgroups, what things are called, which addresses networks get. */
class PlacementAndNamesTest {
    private static final String T = "00000000000000000000000000000001";
    private static final String S = "00000000000000000000000000000002";
    private static final String W = "00000000000000000000000000000003";

    @ParameterizedTest
    @CsvSource({
        "cgroupfs, /binome/" + T + "/" + S + "/" + W + ", binome/" + T + "/" + S + "/" + W + "/abc",
        "systemd, binome-" + T + "-" + S + "-" + W + ".slice, binome.slice/binome-" + T + ".slice/binome-" + T + "-" + S
                + ".slice/binome-" + T + "-" + S + "-" + W + ".slice/docker-abc.scope"
    })
    void everyContainerLiesUnderItsTenantStackAndWorkload(String driver, String parent, String container) {
        String placed = CgroupPlacement.parent(
                driver, new TenantId(new UUID(0, 1)), new StackId(new UUID(0, 2)), new WorkloadId(new UUID(0, 3)));
        assertThat(placed).isEqualTo(parent);
        assertThat(CgroupPlacement.container(driver, placed, "abc")).isEqualTo(container);
    }

    @Test
    void namesLeadBackToTheirIds() {
        UUID id = UUID.fromString("0199aaaa-bbbb-7ccc-9ddd-eeeeffff0001");
        assertThat(ContainerNames.of(new ReplicaId(id))).isEqualTo("bn-0199aaaabbbb7ccc9dddeeeeffff0001");
        assertThat(ContainerNames.replica("/bn-0199aaaabbbb7ccc9dddeeeeffff0001"))
                .contains(new ReplicaId(id));
        assertThat(ContainerNames.volume(ContainerNames.of(new VolumeId(id)))).contains(new VolumeId(id));
        assertThat(ContainerNames.replica("bn-files")).isEmpty();
        assertThat(ContainerNames.replica(HostGuard.NAME)).isEmpty();
    }

    @Test
    void aBridgeNameIsShortEnoughAndCaughtByTheRules() {
        String bridge = StackNetworks.bridge("a-network-with-quite-a-long-name-of-some-stack");
        assertThat(bridge).hasSizeLessThanOrEqualTo(15).startsWith(IsolationRules.BRIDGE_PREFIX);
        assertThat(IsolationRules.text(Set.of())).contains("iifname \"bn*\"");
        assertThat(IsolationRules.text(Set.of(443, 80))).contains("tcp dport { 80, 443 } accept");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io, library/nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io, library/nginx, docker.io/library/nginx:1.27",
        "grafana/grafana, docker.io, grafana/grafana, docker.io/grafana/grafana:latest",
        "index.docker.io/library/nginx, docker.io, library/nginx, docker.io/library/nginx:latest",
        "localhost/app, localhost, app, localhost/app:latest",
        "registry.example:5000/a/b:v1, registry.example:5000, a/b, registry.example:5000/a/b:v1",
        "ghcr.io/a/b, ghcr.io, a/b, ghcr.io/a/b:latest"
    })
    void imageNamesAreReadAsDockerReadsThem(String reference, String registry, String path, String full) {
        ImageName name = ImageName.parse(reference);
        assertThat(name.registry()).isEqualTo(registry);
        assertThat(name.path()).isEqualTo(path);
        assertThat(name.pullable()).isEqualTo(full);
    }

    @Test
    void aDigestWinsOverATag() {
        String digest = "sha256:" + "a".repeat(64);
        assertThat(ImageName.parse("nginx:1@" + digest).pullable()).isEqualTo("docker.io/library/nginx@" + digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Nginx",
                "nginx:",
                "nginx:a b",
                "a//b",
                "-x/y",
                "nginx@sha256:12",
                "../x",
                "x/../y",
                "a b",
                "x?y=z",
                "evil.example/../../containers/json"
            })
    void whatIsNoImageNameIsRefused(String reference) {
        assertThatThrownBy(() -> ImageName.parse(reference)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void networksAreCutFromThePoolWithoutOverlap() {
        SubnetPool pool = new SubnetPool("10.213.0.0/24", 26);
        List<String> taken = new ArrayList<>(List.of("10.213.0.64/27", "192.168.0.0/16"));
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String subnet = pool.choices("network-" + i, taken).next();
            assertThat(given.add(subnet)).isTrue();
            taken.add(subnet);
        }
        assertThat(given).containsExactlyInAnyOrder("10.213.0.0/26", "10.213.0.128/26", "10.213.0.192/26");
        assertThatThrownBy(() -> pool.choices("one more", taken).next()).isInstanceOf(RuntimeRefused.class);
        assertThatThrownBy(() -> new SubnetPool("10.213.0.0/24", 20)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyHarmlessCapabilitiesAreGranted() {
        assertThat(Capabilities.granted(Set.of("CAP_SETPCAP", "chown"), Set.of()))
                .hasSize(Capabilities.ALWAYS.size() + 1);
        for (String refused : List.of("SYS_ADMIN", "NET_ADMIN", "NET_RAW", "MKNOD", "ALL", "SYS_PTRACE", "nonsense")) {
            assertThatThrownBy(() -> Capabilities.granted(Set.of(refused), Set.of()))
                    .isInstanceOf(RuntimeRefused.class);
        }
    }
}
