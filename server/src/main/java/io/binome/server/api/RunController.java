package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs of engines and their logs. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/runs/{run}")
final class RunController {
    private static final int SLICE_BYTES = 256 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Runs runs;
    private final Entrance entrance;
    private final LiveStreams streams;

    RunController(Runs runs, Entrance entrance, LiveStreams streams) {
        this.runs = runs;
        this.entrance = entrance;
        this.streams = streams;
    }

    @GetMapping
    RunView get(Principal principal, @PathVariable String tenant, @PathVariable String run) {
        return RunView.of(
                find(entrance.tenant(principal, tenant, Permission.READ).scope(), run));
    }

    /** A part of the log, whole lines, from an offset in bytes as an earlier part gave it. */
    @GetMapping("/log")
    LogView log(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String run,
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(defaultValue = "65536") int limit) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        if (limit < 8192 || limit > SLICE_BYTES) {
            throw new ProblemException(InvalidInput.of("limit", "must be between 8192 and " + SLICE_BYTES + " bytes"));
        }
        Runs.LogSlice slice = runs.read(scope, find(scope, run).id(), notNegative(offset), limit);
        return new LogView(slice.text(), slice.next(), slice.ended());
    }

    /**
     * Follows the log. Each event {@code log} carries lines and, as its id, the offset behind them; the event
     * {@code end} carries the run's state. To go on after a break, send the last id as {@code Last-Event-ID}.
     */
    @GetMapping(path = "/log/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void follow(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String run,
            @RequestParam(defaultValue = "0") long offset,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId,
            HttpServletResponse response)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        RunId id = find(scope, run).id();
        long next = notNegative(lastEventId == null ? offset : lastEventId);
        try (EventStream stream = streams.open(response)) {
            while (!stream.requested()) {
                Runs.LogSlice slice = runs.await(scope, id, next, LOOK_AGAIN);
                next = slice.next();
                if (!slice.text().isEmpty()) {
                    stream.send(Long.toString(next), "log", slice.text());
                } else if (slice.ended()) {
                    stream.send(
                            Long.toString(next),
                            "end",
                            Words.of(find(scope, run).state()));
                    return;
                }
            }
        }
    }

    private Run find(TenantScope scope, String run) {
        return runs.find(scope, RunId.parse(run))
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("run", run)));
    }

    private static long notNegative(long offset) {
        if (offset < 0) {
            throw new ProblemException(InvalidInput.of("offset", "must not be negative"));
        }
        return offset;
    }

    /**
     * @param kind {@code plan}, {@code apply}, {@code go-back}, {@code drift}
     * @param change null for a run that is for none
     */
    record RunView(
            String id,
            String kind,
            @Nullable String change,
            @Nullable String stack,
            String state,
            String actor,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String reason,
            long logBytes) {
        static RunView of(Run run) {
            return new RunView(
                    run.id().toString(),
                    Words.of(run.kind()),
                    run.change() == null ? null : run.change().toString(),
                    run.stack() == null ? null : run.stack().toString(),
                    Words.of(run.state()),
                    run.actor(),
                    run.startedAt(),
                    run.endedAt(),
                    run.reason(),
                    run.logBytes());
        }
    }

    /** @param ended whether the run is over and {@code next} is the log's end */
    record LogView(String text, long next, boolean ended) {}
}
