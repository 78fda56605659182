package io.binome.drivers.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.binome.drivers.cgroup.CgroupUsage.FlowSource;
import io.binome.drivers.docker.DockerRuntime;
import io.binome.drivers.docker.TestDocker;
import io.binome.drivers.docker.TestImages;
import io.binome.drivers.docker.TestStack;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.workloads.ObservedContainer.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/**
 * Real containers and this machine's own kernel: version 1 or 2 of control groups, folders or systemd's slices, whichever
 * it has.
 */
@Tag("docker")
class CgroupContainersTest {
    private static final long MEBIBYTE = 1 << 20;

    private TestStack stack;
    private DockerRuntime runtime;
    private CgroupUsage usage;
    private Owner service;

    @BeforeEach
    void start() {
        TestDocker docker = TestDocker.shared();
        runtime = TestStack.runtime(docker);
        stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()));
        usage = new CgroupUsage(TestStack.HOST::equals, stack.tenant::equals, FlowSource.NONE, InstantSource.system());
        service = new Owner.Service(stack.tenant, stack.stack, stack.workload);
    }

    @AfterEach
    void clean() {
        stack.close();
        usage.read(TestStack.HOST);
        assertThat(usage.forget(TestStack.HOST, new Owner.Tenant(stack.tenant)))
                .as("nothing is left of the tenant's groups, unless they are systemd's")
                .isEqualTo(!slices());
        usage.close();
    }

    /** What it is all about: containers that live between two sweeps, and that are gone before the first. */
    @Test
    void noProcessorTimeIsLostWithAContainer() {
        String first =
                stack.shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done").run();
        stack.awaitState(first, State.EXITED);
        runtime.remove(TestStack.HOST, first);

        // The kernel gives back its own part of a group's memory a moment after the last process.
        TestDocker.await(
                "the memory to be given back",
                Duration.ofSeconds(30),
                () -> read(service).memoryBytes() == 0);
        Counters alone = read(service);
        assertThat(alone.cpuMicros()).isGreaterThan(10_000);

        String second =
                stack.shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done").run();
        stack.awaitState(second, State.EXITED);
        runtime.remove(TestStack.HOST, second);
        Counters both = read(service);
        assertThat(both.identity()).isEqualTo(alone.identity());
        assertThat(both.cpuMicros()).isGreaterThan(alone.cpuMicros() + 10_000);
        assertThat(read(new Owner.Stack(stack.tenant, stack.stack)).cpuMicros())
                .isGreaterThanOrEqualTo(both.cpuMicros());
        assertThat(read(new Owner.WholeHost()).cpuMicros())
                .isGreaterThan(read(new Owner.Tenant(stack.tenant)).cpuMicros());
    }

    @Test
    void memoryIsWhatProcessesHoldAndNotWhatFilesAreCached() {
        String id = stack.shell("head -c 20m /dev/zero > /dev/shm/held; head -c 30m /dev/zero > /tmp/cached;"
                        + " cat /tmp/cached > /dev/null; echo done; sleep 600")
                .run();
        TestDocker.await(
                "its files", Duration.ofSeconds(60), () -> stack.log(id).contains("done"));
        // The kernel adds up what its processors counted every two seconds, and does not always do so for a reader.
        TestDocker.await(
                "the kernel's sum", Duration.ofSeconds(20), () -> read(service).memoryBytes() > 18 * MEBIBYTE);
        assertThat(read(service).memoryBytes()).isCloseTo(22 * MEBIBYTE, within(4 * MEBIBYTE));
        assertThat(usage.forget(TestStack.HOST, service))
                .as("a service that still runs is not forgotten")
                .isFalse();
        assertThat(read(service).memoryBytes()).isGreaterThan(18 * MEBIBYTE);
        runtime.remove(TestStack.HOST, id);
        TestDocker.await(
                "the end of what they held",
                Duration.ofSeconds(20),
                () -> read(service).memoryBytes() == 0);
    }

    @Test
    @DisabledIf("slices")
    void oneThatWasForgottenBeginsAtZeroWithAnotherIdentity() {
        runtime.remove(TestStack.HOST, stack.shell("true").run());
        read(service);
        runtime.remove(TestStack.HOST, stack.shell("true").run());
        assertThat(usage.forget(TestStack.HOST, service))
                .as("one that has come and gone since the last reading is read first")
                .isFalse();
        Counters before = read(service);
        assertThat(before.cpuMicros()).isPositive();
        assertThat(usage.forget(TestStack.HOST, service)).isTrue();
        String id = stack.shell("sleep 600").run();
        Counters after = read(service);
        assertThat(after.identity()).isNotEqualTo(before.identity());
        assertThat(after.memoryBytes()).isPositive();
        runtime.remove(TestStack.HOST, id);
    }

    /** Made anew by somebody else between two sweeps, which the files that are held open must not hide. */
    @Test
    @DisabledIf("slices")
    void oneThatWasReplacedUnseenIsReadAnew() {
        runtime.remove(TestStack.HOST, stack.shell("true").run());
        Counters before = read(service);
        CgroupUsage other =
                new CgroupUsage(TestStack.HOST::equals, stack.tenant::equals, FlowSource.NONE, InstantSource.system());
        other.read(TestStack.HOST);
        assertThat(other.forget(TestStack.HOST, new Owner.Tenant(stack.tenant))).isTrue();
        other.close();
        runtime.remove(TestStack.HOST, stack.shell("true").run());
        Counters after = read(service);
        assertThat(after.identity()).isNotEqualTo(before.identity());
        assertThat(after.cpuMicros()).isPositive();
    }

    private static boolean slices() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    private Counters read(Owner owner) {
        return usage.read(TestStack.HOST).all().stream()
                .filter(counters -> counters.owner().equals(owner))
                .findFirst()
                .orElseThrow();
    }
}
