package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.secrets.RegistryLogins;
import io.binome.workloads.BuildOutcome;
import io.binome.workloads.BuildRequest;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Images that come from a registry, from a build, and from the host itself; and who may use them. */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostImagesTest {
    private final TenantScope alice = new TenantScope(new TenantId(UUID.randomUUID()));
    private final TenantScope bob = new TenantScope(new TenantId(UUID.randomUUID()));
    private TestDocker docker;
    private TestRegistry open;
    private TestRegistry registry;
    private DockerRuntime runtime;
    private String busybox;

    @BeforeAll
    void start() throws IOException {
        docker = TestDocker.start(List.of());
        open = new TestRegistry(docker.neighbour(), Map.of());
        registry = new TestRegistry(docker.neighbour(), Map.of("alice", "secret"));
        busybox = TestImages.busybox(docker.endpoint());
        runtime = TestStack.runtime(docker.endpoint(), docker.settings(), new AliceOnly(), new RememberedOwnership());
    }

    @AfterAll
    void stop() {
        open.close();
        registry.close();
        docker.close();
    }

    private final class AliceOnly implements RegistryLogins {
        @Override
        public Optional<Login> login(TenantScope scope, String name) {
            return scope.equals(alice) && name.equals(registry.name())
                    ? Optional.of(new Login(name, "alice", "secret"))
                    : Optional.empty();
        }

        @Override
        public List<Login> logins(TenantScope scope) {
            return login(scope, registry.name()).stream().toList();
        }
    }

    private ImageResolution resolve(TenantScope scope, String reference) {
        return runtime.resolve(TestStack.HOST, new ImageReference(scope, reference, "linux/amd64"));
    }

    private PinnedImage found(TenantScope scope, String reference) {
        assertThat(resolve(scope, reference)).isInstanceOf(ImageResolution.Found.class);
        return ((ImageResolution.Found) resolve(scope, reference)).image();
    }

    @Test
    void aTagIsPinnedToItsDigestAndPulledByIt() throws IOException {
        String digest = open.publish("public/app", "1", TestImages.fileSystem(Map.of("etc/version", "1")));
        String name = open.name() + "/public/app";
        PinnedImage image = found(bob, name + ":1");
        assertThat(image).isEqualTo(new PinnedImage(name + ":1", name + "@" + digest));
        List<String> progress = new ArrayList<>();
        runtime.pull(TestStack.HOST, bob, image, progress::add, Cancellation.NONE);
        assertThat(progress).isNotEmpty();
        runtime.pull(TestStack.HOST, alice, image, progress::add, Cancellation.NONE);
        open.publish("public/app", "1", TestImages.fileSystem(Map.of("etc/version", "2")));
        assertThat(found(bob, name + ":1").pin()).isNotEqualTo(image.pin());
        assertThat(resolve(bob, name + ":none")).isInstanceOf(ImageResolution.NotFound.class);
        assertThat(resolve(bob, "UPPER/case")).isInstanceOf(ImageResolution.NotFound.class);
        assertThat(resolve(bob, docker.neighbour() + ":1/nobody/there"))
                .isInstanceOf(ImageResolution.Unreachable.class);
    }

    @Test
    void oneTenantsPrivateImageIsOfNoUseToAnother() throws IOException {
        registry.publish("private/app", "1", TestImages.fileSystem(Map.of("etc/private", "alice's")));
        String reference = registry.name() + "/private/app:1";
        PinnedImage image = found(alice, reference);
        runtime.pull(TestStack.HOST, alice, image, line -> {}, Cancellation.NONE);

        assertThat(resolve(bob, reference)).isInstanceOf(ImageResolution.NotFound.class);
        assertThat(resolve(bob, image.pin())).isInstanceOf(ImageResolution.NotFound.class);
        assertThatThrownBy(() -> runtime.pull(TestStack.HOST, bob, image, line -> {}, Cancellation.NONE))
                .isInstanceOf(RuntimeRefused.class);
        try (TestStack stack = new TestStack(runtime, busybox)) {
            var draft = stack.shell("cat /etc/private");
            draft.image = image;
            assertThatThrownBy(draft::create)
                    .isInstanceOfSatisfying(RuntimeRefused.class, refused -> assertThat(refused.reason())
                            .isEqualTo(RuntimeRefused.Reason.ISOLATION));
        }
        assertThat(build(bob, "FROM " + reference + "\nRUN cat /etc/private")).isInstanceOf(BuildOutcome.Failed.class);
        assertThat(build(bob, "FROM scratch\nCOPY --from=" + reference + " /etc/private /"))
                .isInstanceOf(BuildOutcome.Failed.class);
        assertThat(build(alice, "FROM " + reference + "\nRUN cat /etc/private")).isInstanceOf(BuildOutcome.Built.class);
    }

    @Test
    void anImageThatOnlyTheHostHasIsPinnedByItsId() {
        assertThat(found(bob, TestImages.BUSYBOX).pin()).isEqualTo(busybox);
        assertThat(found(bob, busybox).pin()).isEqualTo(busybox);
    }

    @Test
    void anImagesVolumesAreKnownAndMustBeMounted() {
        String id = TestImages.make(
                docker.endpoint(), "binome-test/volumes:1", Map.of(), List.of("VOLUME /data", "CMD [\"sh\"]"));
        ImageResolution found = resolve(bob, "binome-test/volumes:1");
        assertThat(((ImageResolution.Found) found).facts().volumes()).containsExactly("/data");
        try (TestStack stack = new TestStack(runtime, busybox)) {
            var draft = stack.shell("true");
            draft.image = new PinnedImage("binome-test/volumes:1", id);
            assertThatThrownBy(draft::create).hasMessageContaining("/data");
        }
    }

    private BuildOutcome build(TenantScope scope, String dockerfile) {
        return build(scope, dockerfile, line -> {});
    }

    private BuildOutcome build(TenantScope scope, String dockerfile, java.util.function.Consumer<String> log) {
        Map<String, byte[]> files = new HashMap<>();
        files.put("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8));
        files.put("root.tar", TestImages.fileSystem(Map.of()));
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(context)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        return runtime.build(
                TestStack.HOST,
                new BuildRequest(
                        scope,
                        new ByteArrayInputStream(context.toByteArray()),
                        "Dockerfile",
                        null,
                        Map.of("COLOUR", "blue"),
                        Map.of("io.binome.tree", "abc"),
                        128L << 20,
                        1000),
                log,
                Cancellation.NONE);
    }

    @Test
    void aBuildRunsUnderLimitsApartFromTheHost() {
        List<String> log = new ArrayList<>();
        BuildOutcome outcome = build(alice, """
                FROM scratch
                ARG COLOUR
                ADD root.tar /
                RUN echo colour=$COLOUR; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; true
                RUN nc -w 2 %s 2375 < /dev/null && echo REACHED; ip route | grep default; true
                """.formatted(docker.neighbour()), log::add);
        assertThat(outcome).as("%s", log).isInstanceOf(BuildOutcome.Built.class);
        assertThat(log).contains("colour=blue", Long.toString(128L << 20)).doesNotContain("REACHED");
        PinnedImage built = new PinnedImage("built", ((BuildOutcome.Built) outcome).imageId());
        assertThat(resolve(alice, built.pin())).isInstanceOf(ImageResolution.Found.class);
        assertThat(resolve(bob, built.pin())).isInstanceOf(ImageResolution.NotFound.class);
        assertThat(build(alice, "FROM scratch\nADD root.tar /\nRUN exit 3")).isInstanceOf(BuildOutcome.Failed.class);
        assertThat(build(alice, "FROM scratch\nNONSENSE")).isInstanceOf(BuildOutcome.Failed.class);
    }

    @Test
    void aGuessedStepShowsNothingOfAnotherTenantsBuild() {
        String dockerfile = "FROM scratch\nADD root.tar /\nRUN head -c 8 /dev/urandom | od -x > /r; cat /r";
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        List<String> other = new ArrayList<>();
        build(alice, dockerfile, first::add);
        build(alice, dockerfile, second::add);
        build(bob, dockerfile, other::add);
        assertThat(second).anyMatch(line -> line.contains("Using cache"));
        assertThat(other).noneMatch(line -> line.contains("Using cache"));
    }

    @Test
    void unusedImagesAreThoseThatNobodyKeepsOrRuns() {
        String unused = TestImages.make(docker.endpoint(), "binome-test/unused:1", Map.of("etc/x", "1"), List.of());
        String kept = TestImages.make(docker.endpoint(), "binome-test/kept:1", Map.of("etc/x", "2"), List.of());
        List<Runtime.UnusedImage> found = runtime.unusedImages(TestStack.HOST, Set.of(kept, busybox));
        assertThat(found).extracting(Runtime.UnusedImage::id).contains(unused).doesNotContain(kept, busybox);
        assertThat(runtime.removeImage(TestStack.HOST, unused)).isTrue();
        assertThat(runtime.removeImage(TestStack.HOST, unused))
                .as("a second time")
                .isFalse();
        assertThat(resolve(bob, unused)).isInstanceOf(ImageResolution.NotFound.class);
        assertThat(resolve(bob, kept)).isInstanceOf(ImageResolution.Found.class);
    }
}
