package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The end of a client's stay. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/closing")
final class ClosingController {
    private final Closings closings;
    private final Entrance entrance;
    private final People people;
    private final InstantSource clock;

    ClosingController(Closings closings, Entrance entrance, People people, InstantSource clock) {
        this.closings = closings;
        this.entrance = entrance;
        this.people = people;
        this.clock = clock;
    }

    /** Whether it is announced or has come, and what stands against it as long as it has not. */
    @GetMapping
    ClosingView get(Principal principal, @PathVariable String tenant) {
        return view(entrance.tenant(principal, tenant, Permission.READ).scope());
    }

    /**
     * Announces it, or replaces what was announced; without {@code closesAt} the tenant is closed at once, if nothing stands
     * against it (owners of the provider).
     */
    @PutMapping
    ClosingView announce(Principal principal, @PathVariable String tenant, @RequestBody ClosingRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.CLOSE_TENANT).scope();
        closings.announce(
                scope,
                principal.actor(),
                Words.required("confirm", request.confirm()),
                new Closing.Order(
                        instant(request.closesAt()),
                        Words.required("reason", request.reason()),
                        request.readingDays() == null ? Closing.USUAL_READING_DAYS : request.readingDays(),
                        Boolean.TRUE.equals(request.leavesBehind())));
        return view(scope);
    }

    /** Takes back what was announced: the stay goes on (owners of the provider). */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void takeBack(Principal principal, @PathVariable String tenant) {
        closings.takeBack(
                entrance.tenant(principal, tenant, Permission.CLOSE_TENANT).scope(), principal.actor());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new ProblemException(InvalidInput.of("closesAt", "must be a time as 2026-12-31T23:00:00Z"), wrong);
        }
    }

    private ClosingView view(TenantScope scope) {
        Closing closing = closings.of(scope).orElse(null);
        List<ObstacleView> obstacles = closing != null && closing.closed() != null
                ? List.of()
                : closings.obstacles(scope).stream().map(ObstacleView::of).toList();
        if (closing == null) {
            return new ClosingView("open", null, null, null, null, null, null, null, null, obstacles);
        }
        return new ClosingView(
                closing.closed() != null ? "closed" : closing.waits(clock.instant()) ? "waits" : "announced",
                closing.closesAt(),
                closing.reason(),
                closing.readingDays(),
                closing.leavesBehind(),
                people.book(scope, Stream.of(closing.announcedBy())).person(closing.announcedBy()),
                closing.announcedAt(),
                closing.closed() == null ? null : closing.closed().at(),
                closing.closed() == null ? null : closing.closed().readableUntil(),
                obstacles);
    }

    /**
     * What an owner asks for.
     *
     * @param confirm the tenant's name
     * @param closesAt null for at once
     * @param readingDays for how long its people may read afterwards, 30 to 3650; 90 when left out
     * @param leavesBehind that states which name resources and volumes that are kept stay behind
     */
    record ClosingRequest(
            String confirm,
            String reason,
            @Nullable String closesAt,
            @Nullable Integer readingDays,
            @Nullable Boolean leavesBehind) {}

    /**
     * Where it stands.
     *
     * @param state {@code open}, {@code announced}, {@code waits} for something that stands against it, or {@code closed}
     */
    record ClosingView(
            String state,
            @Nullable Instant closesAt,
            @Nullable String reason,
            @Nullable Integer readingDays,
            @Nullable Boolean leavesBehind,
            People.@Nullable PersonView announcedBy,
            @Nullable Instant announcedAt,
            @Nullable Instant closedAt,
            @Nullable Instant readableUntil,
            List<ObstacleView> obstacles) {}

    /**
     * What stands against it.
     *
     * @param kind {@code change}, {@code service}, {@code lock}, {@code work}, {@code state} or {@code volume}; the last two
     *     may be left behind
     */
    record ObstacleView(String kind, String name, boolean maybeLeft, String sentence) {
        static ObstacleView of(Obstacle obstacle) {
            return new ObstacleView(
                    Words.of(obstacle.kind()), obstacle.name(), obstacle.kind().maybeLeft(), obstacle.words());
        }
    }
}
