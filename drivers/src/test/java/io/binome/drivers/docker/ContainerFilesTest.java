package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.workloads.ContainerSpec.FolderFile;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.ObservedContainer.State;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets, configs and files of the repository, as containers see them. */
@Tag("docker")
class ContainerFilesTest {
    private static final String SECRET = "correct-horse-battery-staple";

    private static TestStack.Draft withFiles(TestStack stack, String script) {
        return stack.shell(script).with(d -> {
            d.mounts.add(new Mount.File("/run/secrets/password", bytes(SECRET), 0400, 65534, 65534, true));
            d.mounts.add(new Mount.File("/etc/app.conf", bytes("colour=blue\n"), 0444, 0, 0, false));
            d.mounts.add(new Mount.Folder(
                    "/srv/site",
                    List.of(
                            new FolderFile("index.html", bytes("<p>hello</p>"), 0644),
                            new FolderFile("deep/er/run.sh", bytes("#!/bin/sh\necho ran\n"), 0755))));
            return d;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void filesAreThereReadOnlyAndSurviveARestart() {
        TestDocker docker = TestDocker.shared();
        DockerRuntime runtime = TestStack.runtime(docker);
        try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()))) {
            String id = withFiles(stack, "sleep 1000").run();
            for (int round = 0; round < 2; round++) {
                assertThat(stack.exec(id, "cat /run/secrets/password")).isEqualTo(SECRET);
                assertThat(stack.exec(id, "stat -c '%a %u %g' /run/secrets/password"))
                        .isEqualTo("400 65534 65534\n");
                assertThat(stack.exec(id, "cat /etc/app.conf; ls /etc"))
                        .startsWith("colour=blue\n")
                        .contains("passwd");
                assertThat(stack.exec(id, "cat /srv/site/index.html; sh /srv/site/deep/er/run.sh"))
                        .isEqualTo("<p>hello</p>ran\n");
                assertThat(
                                stack.exec(
                                        id,
                                        "echo x > /etc/app.conf; echo x > /srv/site/new; rm /run/secrets/password; mount -o remount,rw /etc/app.conf; echo x > /etc/app.conf"))
                        .contains("Read-only file system")
                        .doesNotContain("created");
                assertThat(stack.exec(id, "cat /etc/app.conf")).isEqualTo("colour=blue\n");
                runtime.stop(TestStack.HOST, id, Duration.ZERO);
                runtime.start(TestStack.HOST, id);
            }
        }
    }

    @Test
    void twoContainersHaveEachTheirOwn() {
        TestDocker docker = TestDocker.shared();
        DockerRuntime runtime = TestStack.runtime(docker);
        try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()))) {
            String first = stack.shell("sleep 1000")
                    .with(d -> {
                        d.mounts.add(new Mount.File("/run/secrets/x", bytes("one"), 0444, 0, 0, true));
                        return d;
                    })
                    .run();
            String second = stack.shell("sleep 1000")
                    .with(d -> {
                        d.mounts.add(new Mount.File("/run/secrets/x", bytes("two"), 0444, 0, 0, true));
                        return d;
                    })
                    .run();
            assertThat(stack.exec(first, "cat /run/secrets/x")).isEqualTo("one");
            assertThat(stack.exec(second, "cat /run/secrets/x")).isEqualTo("two");
            runtime.remove(TestStack.HOST, first);
            assertThat(stack.exec(second, "cat /run/secrets/x")).isEqualTo("two");
        }
    }

    @Test
    void aSecretIsInNoSettingAndOnNoDisk() throws Exception {
        try (TestDocker docker = TestDocker.start(List.of())) {
            DockerRuntime runtime = TestStack.runtime(docker);
            try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()))) {
                String id = withFiles(stack, "sleep 1000").run();
                assertThat(runtime.inspect(TestStack.HOST, id).orElseThrow().toString())
                        .doesNotContain(SECRET);
                docker.stopEngine();
                Path data = docker.dataFolder();
                Process search = new ProcessBuilder("grep", "-rl", SECRET, data.toString()).start();
                String found = new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(search.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(found).isEmpty();
                assertThat(Files.isDirectory(data)).isTrue();
                docker.startEngine();
            }
        }
    }

    @Test
    void afterTheEnginesRestartFilesAreBroughtAgain() {
        try (TestDocker docker = TestDocker.start(List.of())) {
            DockerRuntime runtime = TestStack.runtime(docker);
            try (TestStack stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()))) {
                var draft = withFiles(stack, "sleep 1000");
                String id = draft.run();
                docker.stopEngine();
                docker.startEngine();
                assertThat(stack.observed(id).state()).isEqualTo(State.EXITED);
                assertThatThrownBy(() -> runtime.start(TestStack.HOST, id))
                        .isInstanceOfSatisfying(RuntimeRefused.class, refused -> assertThat(refused.reason())
                                .isEqualTo(RuntimeRefused.Reason.FILES_MISSING));
                assertThat(draft.create()).isEqualTo(id);
                runtime.start(TestStack.HOST, id);
                assertThat(stack.exec(id, "cat /run/secrets/password /etc/app.conf"))
                        .isEqualTo(SECRET + "colour=blue\n");
            }
        }
    }
}
