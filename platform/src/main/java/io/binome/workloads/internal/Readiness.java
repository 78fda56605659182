package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.runs.Cancellation;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.WantedService.Restart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Waits until a container that was started answers, ended as it should, or will not do either. */
final class Readiness {
    /** Whether something answers at a place; may say false for places that only the edge reaches. */
    @FunctionalInterface
    interface Probe {
        boolean answers(Runtime.Address address);
    }

    /** Connects by TCP. */
    static final Probe CONNECT = address -> {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), 250);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    };

    private static final Duration FIRST_LOOK = Duration.ofMillis(20);
    private static final Duration LAST_LOOK = Duration.ofMillis(250);
    private static final Duration UNPROBED = Duration.ofSeconds(5);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(10);
    private static final int LOG_LINES = 10;

    private final Runtime runtime;
    private final Probe probe;

    Readiness(Runtime runtime, Probe probe) {
        this.runtime = runtime;
        this.probe = probe;
    }

    /** How it went. */
    sealed interface Outcome {
        /** @param observed as it was when it answered */
        record Ready(ObservedContainer observed) implements Outcome {}

        record Completed(ObservedContainer observed) implements Outcome {}

        /** @param lastLog its last lines, empty when it said nothing */
        record Failed(String reason, String lastLog) implements Outcome {}
    }

    /** @param toTheEnd waits for the container to end, however long that takes */
    Outcome await(
            HostId host, String containerId, AppliedService service, boolean toTheEnd, Cancellation cancellation) {
        long begun = System.nanoTime();
        Duration pause = FIRST_LOOK;
        while (true) {
            cancellation.check();
            Optional<ObservedContainer> found = runtime.inspect(host, containerId);
            if (found.isEmpty()) {
                return new Outcome.Failed("its container was removed while it started", "");
            }
            ObservedContainer now = found.get();
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            Outcome outcome =
                    switch (now.state()) {
                        case EXITED, DEAD -> ended(host, now, service, toTheEnd);
                        case RUNNING -> toTheEnd ? null : running(host, now, service, waited);
                        case CREATED, PAUSED, RESTARTING -> null;
                    };
            if (outcome != null) {
                return outcome;
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LAST_LOOK) > 0 ? LAST_LOOK : pause.multipliedBy(2);
        }
    }

    private Outcome ended(HostId host, ObservedContainer now, AppliedService service, boolean toTheEnd) {
        if (now.exitCode() == 0 && (toTheEnd || service.restart().mayComplete())) {
            return new Outcome.Completed(now);
        }
        return new Outcome.Failed(how(now, service), lastLog(host, now.containerId()));
    }

    /** In what way it ended, for people. */
    static String how(ObservedContainer now, AppliedService service) {
        return now.outOfMemory()
                ? "it used more than its " + (service.template().limits().memoryBytes() >> 20) + " MiB of memory"
                : "it ended with exit code " + now.exitCode() + (now.error().isEmpty() ? "" : " (" + now.error() + ")");
    }

    private @Nullable Outcome running(HostId host, ObservedContainer now, AppliedService service, Duration waited) {
        return switch (now.health()) {
            case HEALTHY -> new Outcome.Ready(now);
            case UNHEALTHY -> new Outcome.Failed("its health check fails", lastLog(host, now.containerId()));
            case STARTING -> {
                Duration patience = patience(service.template().healthCheck());
                yield waited.compareTo(patience) < 0
                        ? null
                        : new Outcome.Failed(
                                "its health check has not succeeded in " + ComposeUnits.text(patience),
                                lastLog(host, now.containerId()));
            }
            case NONE -> settled(host, now, service, waited) ? new Outcome.Ready(now) : null;
        };
    }

    private static Duration patience(ContainerSpec.@Nullable HealthCheck check) {
        if (check == null) {
            return Duration.ofMinutes(5);
        }
        Duration whole =
                check.startPeriod().plus(check.interval().plus(check.timeout()).multipliedBy(check.retries() + 1L));
        return whole.compareTo(LONGEST_CHECK) > 0 ? LONGEST_CHECK : whole.plusSeconds(5);
    }

    /** Without a health check, answering on its ports counts; where these cannot be tried from here, running on. */
    private boolean settled(HostId host, ObservedContainer now, AppliedService service, Duration waited) {
        if (service.ports().isEmpty()) {
            return waited.compareTo(service.update().monitor()) >= 0;
        }
        try {
            boolean all = service.ports().stream()
                    .allMatch(port -> probe.answers(runtime.address(host, now.containerId(), port.containerPort())));
            return all || waited.compareTo(UNPROBED.plus(service.update().monitor())) >= 0;
        } catch (Runtime.RuntimeRefused endedMeanwhile) {
            return false;
        }
    }

    String lastLog(HostId host, String containerId) {
        List<String> lines = new ArrayList<>();
        try {
            runtime.logs(
                    host,
                    containerId,
                    new Runtime.LogRequest(null, LOG_LINES, false),
                    line -> lines.add(line.text()),
                    Cancellation.NONE);
        } catch (Runtime.RuntimeRefused | Runtime.RuntimeUnavailable gone) {
            return "";
        }
        return String.join("\n", lines);
    }

    /** Whether an apply starts it again when it ended while it started: the file says that it is to be. */
    static boolean triesAgain(AppliedService service) {
        return service.restart() == Restart.ALWAYS || service.restart() == Restart.ON_FAILURE && service.servesOthers();
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        }
    }
}
