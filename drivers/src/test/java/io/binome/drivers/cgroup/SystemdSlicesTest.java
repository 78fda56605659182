package io.binome.drivers.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.binome.drivers.cgroup.CgroupUsage.FlowSource;
import io.binome.drivers.docker.DockerRuntime;
import io.binome.drivers.docker.TestDocker;
import io.binome.drivers.docker.TestImages;
import io.binome.drivers.docker.TestStack;
import io.binome.drivers.docker.TestSystemd;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.workloads.ObservedContainer.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real containers in the slices of a real systemd, whose engine has the cgroup driver {@code systemd}. */
@Tag("docker")
class SystemdSlicesTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final String BURN = "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done";

    @TempDir
    static Path links;

    private static TestSystemd machine;
    private static Path groups;
    private TestStack stack;
    private DockerRuntime runtime;
    private CgroupUsage usage;
    private Owner service;

    @BeforeAll
    static void startMachine() {
        machine = TestSystemd.start();
        groups = machine.groups(links);
    }

    @AfterAll
    static void stopMachine() {
        machine.close();
    }

    @BeforeEach
    void start() {
        TestDocker docker = machine.docker();
        runtime = TestStack.runtime(docker);
        stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()));
        usage = new CgroupUsage(
                TestStack.HOST::equals,
                stack.tenant::equals,
                FlowSource.NONE,
                groups,
                Path.of("/proc"),
                InstantSource.system());
        service = new Owner.Service(stack.tenant, stack.stack, stack.workload);
    }

    @AfterEach
    void clean() {
        stack.close();
        usage.close();
    }

    @Test
    void theEngineUsesSlices() {
        assertThat(runtime.facts(TestStack.HOST).cgroupDriver()).isEqualTo("systemd");
    }

    /** Neither with a container nor with what systemd does about units that nobody needs. */
    @Test
    void noProcessorTimeIsLostWithAContainer() {
        burn();
        Counters alone = read(service);
        assertThat(alone.cpuMicros()).isGreaterThan(10_000);
        assertThat(alone.memoryBytes()).isZero();

        machine.systemctl("daemon-reload");
        machine.systemctl("daemon-reexec");
        assertThat(read(service)).isEqualTo(alone);

        burn();
        Counters both = read(service);
        assertThat(both.identity()).isEqualTo(alone.identity());
        assertThat(both.cpuMicros()).isGreaterThan(alone.cpuMicros() + 10_000);
        assertThat(read(new Owner.Stack(stack.tenant, stack.stack)).cpuMicros())
                .isGreaterThanOrEqualTo(both.cpuMicros());
        assertThat(read(new Owner.WholeHost()).cpuMicros())
                .isGreaterThan(read(new Owner.Tenant(stack.tenant)).cpuMicros());
    }

    /** systemd turns the counting of memory off in a slice in which nothing runs, and on again. */
    @Test
    void memoryIsCountedAgainAfterNothingRan() {
        burn();
        read(service);
        machine.systemctl("daemon-reload");
        assertThat(read(service).memoryBytes()).isZero();
        String id = stack.shell("head -c 20m /dev/zero > /dev/shm/held; echo done; sleep 600")
                .run();
        read(service);
        TestDocker.await(
                "what it holds", Duration.ofSeconds(60), () -> stack.log(id).contains("done"));
        TestDocker.await(
                "the kernel's sum", Duration.ofSeconds(20), () -> read(service).memoryBytes() > 18 * MEBIBYTE);
        assertThat(read(service).memoryBytes()).isCloseTo(21 * MEBIBYTE, within(4 * MEBIBYTE));
        runtime.remove(TestStack.HOST, id);
        TestDocker.await(
                "the end of what it held",
                Duration.ofSeconds(20),
                () -> read(service).memoryBytes() == 0);
    }

    @Test
    void whatBelongsToSystemdIsLeftToItAndCountsOn() {
        burn();
        Counters before = read(service);
        assertThat(usage.forget(TestStack.HOST, service)).isFalse();
        burn();
        Counters after = read(service);
        assertThat(after.identity()).isEqualTo(before.identity());
        assertThat(after.cpuMicros()).isGreaterThan(before.cpuMicros() + 10_000);
    }

    /** Version 1 keeps the groups in which the engine counts, version 2 does not: then others begin at nothing. */
    @Test
    void nothingIsLostWhenSlicesAreEndedByHand() {
        burn();
        Counters before = read(service);
        machine.systemctl("stop", "binome.slice");
        burn();
        Counters after = read(service);
        long begun = after.identity().equals(before.identity()) ? before.cpuMicros() : 0;
        assertThat(after.cpuMicros() - begun).isGreaterThan(10_000);
    }

    private void burn() {
        String id = stack.shell(BURN).run();
        stack.awaitState(id, State.EXITED);
        runtime.remove(TestStack.HOST, id);
    }

    private Counters read(Owner owner) {
        return usage.read(TestStack.HOST).all().stream()
                .filter(counters -> counters.owner().equals(owner))
                .findFirst()
                .orElseThrow();
    }
}
