package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Running services: their logs, and restarting them. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/repositories/{repository}/stacks/{stack}/services/{service}")
final class ServiceController {
    private static final int MOST_LINES = 5_000;

    private final Stacks stacks;
    private final Workloads workloads;
    private final Entrance entrance;
    private final LiveStreams streams;
    private final JsonMapper json;

    ServiceController(Stacks stacks, Workloads workloads, Entrance entrance, LiveStreams streams, JsonMapper json) {
        this.stacks = stacks;
        this.workloads = workloads;
        this.entrance = entrance;
        this.streams = streams;
        this.json = json;
    }

    /** Restarts the replicas one after the other. */
    @PostMapping("/restart")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void restart(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.OPERATE);
        workloads.restart(found.scope(), principal.actor(), find(found, stack, service), service);
    }

    /** Lines of all replicas, oldest first: the last {@code tail}, 5,000 at most, since a time and with a text in them. */
    @GetMapping("/logs")
    Listing<LogLineView> logs(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service,
            @RequestParam(defaultValue = "200") int tail,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable String search) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        List<LogLineView> lines = new ArrayList<>();
        workloads.logs(
                found.scope(),
                find(found, stack, service),
                service,
                new Runtime.LogRequest(since, tail(tail), false),
                Optional.ofNullable(search),
                line -> lines.add(LogLineView.of(line)),
                Cancellation.NONE);
        return Listing.of(lines);
    }

    /**
     * Follows the lines: each event {@code line} is one, as JSON, with its time as the id. To go on after a break, send
     * the last id as {@code Last-Event-ID}.
     */
    @GetMapping(path = "/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void follow(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service,
            @RequestParam(defaultValue = "200") int tail,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable String search,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Instant lastEventId,
            HttpServletResponse response)
            throws IOException {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        StackId id = find(found, stack, service);
        Runtime.LogRequest request = lastEventId == null
                ? new Runtime.LogRequest(since, tail(tail), true)
                : new Runtime.LogRequest(lastEventId.plusNanos(1), -1, true);
        try (EventStream stream = streams.open(response)) {
            workloads.logs(
                    found.scope(),
                    id,
                    service,
                    request,
                    Optional.ofNullable(search),
                    line -> stream.send(line.at().toString(), "line", json.writeValueAsString(LogLineView.of(line))),
                    stream);
        }
    }

    private StackId find(Entrance.RepositoryEntry entry, String stack, String service) {
        StackId id = stacks.byName(entry.scope(), entry.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)))
                .id();
        if (workloads.of(entry.scope(), id).stream()
                .noneMatch(workload -> workload.service().equals(service))) {
            throw new ProblemException(new ApiProblem.NotFound("service", service));
        }
        return id;
    }

    private static int tail(int asked) {
        if (asked < 0 || asked > MOST_LINES) {
            throw new ProblemException(InvalidInput.of("tail", "must be between 0 and " + MOST_LINES));
        }
        return asked;
    }

    record LogLineView(int replica, Instant at, boolean error, String text) {
        static LogLineView of(Workloads.ServiceLogLine line) {
            return new LogLineView(line.replica(), line.at(), line.error(), line.text());
        }
    }
}
