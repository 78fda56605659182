package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.runs.Cancellation;
import io.binome.workloads.ObservedContainer.State;
import io.binome.workloads.Runtime.LogRequest;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import io.binome.workloads.RuntimeEvent;
import io.binome.workloads.RuntimeEvent.Altered;
import io.binome.workloads.RuntimeEvent.Died;
import io.binome.workloads.RuntimeEvent.Removed;
import io.binome.workloads.RuntimeEvent.Resync;
import io.binome.workloads.RuntimeEvent.Started;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events, and engines that stop, hang and come back. */
@Tag("docker")
class EngineOutageTest {
    private TestDocker docker;
    private DockerRuntime runtime;
    private TestStack stack;

    @BeforeEach
    void start() {
        docker = TestDocker.start(List.of());
        runtime = TestStack.runtime(
                docker.endpoint(),
                docker.settings().withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(60)),
                io.binome.secrets.RegistryLogins.NONE,
                new RememberedOwnership());
        stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()));
    }

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void aContainersLifeIsToldInOrder() throws Exception {
        List<RuntimeEvent> events = new CopyOnWriteArrayList<>();
        try (AutoCloseable _ = runtime.follow(TestStack.HOST, events::add)) {
            TestDocker.await("the stream", Duration.ofSeconds(60), () -> events.contains(new Resync()));
            String id = stack.shell("exit 3").run();
            stack.awaitState(id, State.EXITED);
            runtime.remove(TestStack.HOST, id);
            TestDocker.await("the end", Duration.ofSeconds(60), () -> events.contains(new Removed(id)));
            assertThat(events)
                    .filteredOn(event -> !(event instanceof Altered) && !(event instanceof Resync))
                    .containsExactly(new Started(id), new Died(id, 3), new Removed(id));
        }
    }

    @Test
    void anEngineThatIsRestartedIsFollowedAgain() throws Exception {
        List<RuntimeEvent> events = new CopyOnWriteArrayList<>();
        String before = stack.shell("sleep 1000").run();
        try (AutoCloseable _ = runtime.follow(TestStack.HOST, events::add)) {
            TestDocker.await("the stream", Duration.ofSeconds(60), () -> events.contains(new Resync()));
            docker.stopEngine();
            long asked = System.nanoTime();
            assertThatThrownBy(() -> stack.observed(before)).isInstanceOf(RuntimeUnavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
            events.clear();
            docker.startEngine();
            TestDocker.await("the stream again", Duration.ofSeconds(60), () -> events.contains(new Resync()));
            assertThat(stack.observed(before).state()).isEqualTo(State.EXITED);
            runtime.start(TestStack.HOST, before);
            TestDocker.await("its start", Duration.ofSeconds(60), () -> events.contains(new Started(before)));
        }
    }

    @Test
    void anEngineThatHangsIsUnavailableSoonAndWellAfterwards() throws Exception {
        String id = stack.shell("sleep 1000").run();
        List<RuntimeEvent> events = new CopyOnWriteArrayList<>();
        try (AutoCloseable _ = runtime.follow(TestStack.HOST, events::add)) {
            TestDocker.await("the stream", Duration.ofSeconds(60), () -> events.contains(new Resync()));
            docker.signalEngine("STOP");
            try {
                long asked = System.nanoTime();
                assertThatThrownBy(() -> stack.observed(id)).isInstanceOf(RuntimeUnavailable.class);
                assertThatThrownBy(() -> runtime.facts(TestStack.HOST)).isInstanceOf(RuntimeUnavailable.class);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
            } finally {
                docker.signalEngine("CONT");
            }
            assertThat(stack.observed(id).state()).isEqualTo(State.RUNNING);
            runtime.stop(TestStack.HOST, id, Duration.ZERO);
            TestDocker.await(
                    "its end", Duration.ofSeconds(60), () -> events.stream().anyMatch(Died.class::isInstance));
        }
    }

    @Test
    void aFollowedLogEndsWithTheEngine() throws Exception {
        String id = stack.shell("sleep 1000").run();
        Thread follower = Thread.startVirtualThread(() -> {
            try {
                runtime.logs(TestStack.HOST, id, new LogRequest(null, -1, true), line -> {}, Cancellation.NONE);
            } catch (RuntimeUnavailable expected) {
                // An engine that ends may cut the stream or end it.
            }
        });
        docker.stopEngine();
        assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
    }
}
