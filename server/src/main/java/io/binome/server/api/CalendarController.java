package io.binome.server.api;

import io.binome.calendar.Calendar.Purpose;
import io.binome.calendar.CalendarStatus;
import io.binome.calendar.CalendarTimes;
import io.binome.calendar.CalendarView;
import io.binome.calendar.ICalendar;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.server.api.TenantCalendars.OfEnvironment;
import io.binome.server.api.TenantCalendars.OfTenant;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** When changes may be applied, by the contract that is in force. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class CalendarController {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration USUAL = Duration.ofDays(31);

    private final TenantCalendars calendars;
    private final Entrance entrance;
    private final InstantSource clock;

    CalendarController(TenantCalendars calendars, Entrance entrance, InstantSource clock) {
        this.calendars = calendars;
        this.entrance = entrance;
        this.clock = clock;
    }

    /**
     * Windows, freezes, exceptions and public holidays of a stretch of time of at most 366 days, per environment.
     *
     * @param environment all when left out
     * @param from an instant, or a time on the calendar's clock; now when left out
     * @param to 31 days later when left out
     */
    @GetMapping("/calendar")
    CalendarAnswer calendar(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        OfTenant found = calendars.of(entry.scope());
        List<OfEnvironment> asked = environment == null ? found.environments() : List.of(found.of(environment));
        return new CalendarAnswer(
                found.number(), asked.stream().map(one -> view(one, from, to)).toList());
    }

    /**
     * Whether an environment is open, why, and when it opens and closes next.
     *
     * @param at an instant, or a time on the calendar's clock; now when left out
     * @param purpose {@code change} or {@code going-back}, which may be free of freezes
     * @param minutes also answer when something that takes that long can begin
     */
    @GetMapping("/calendar/status")
    StatusView status(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String at,
            @RequestParam(defaultValue = "change") String purpose,
            @RequestParam(required = false) @Nullable Integer minutes) {
        OfEnvironment found = one(
                calendars.of(entrance.tenant(principal, tenant, Permission.READ).scope()), environment);
        if (!purpose.equals("change") && !purpose.equals("going-back")) {
            throw new ProblemException(InvalidInput.of("purpose", "must be change or going-back"));
        }
        if (minutes != null && (minutes < 1 || minutes > 100_000)) {
            throw new ProblemException(InvalidInput.of("minutes", "must be between 1 and 100000"));
        }
        ZoneId zone = found.rules().zone();
        Instant time = at == null ? clock.instant() : time("at", at, zone);
        Purpose asked = purpose.equals("change") ? Purpose.CHANGE : Purpose.GOING_BACK;
        CalendarStatus status = found.calendar().at(time, asked);
        Optional<Instant> start = minutes == null
                ? Optional.empty()
                : found.calendar().nextStart(time, Duration.ofMinutes(minutes), asked);
        return new StatusView(
                found.environment(),
                time,
                zone.getId(),
                status.open(),
                status.why(),
                status.nextOpening(),
                status.nextClosing(),
                minutes,
                start.orElse(null));
    }

    /**
     * Windows, freezes and public holidays of the coming year as iCalendar (RFC 5545), for other calendars.
     *
     * @param language {@code en} or {@code fr}
     */
    @GetMapping(value = "/calendar.ics", produces = "text/calendar")
    ResponseEntity<String> feed(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(defaultValue = "en") String language) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        OfEnvironment found = one(calendars.of(entry.scope()), environment);
        Instant now = clock.instant();
        boolean french = language.equals("fr");
        String text = ICalendar.of(
                entry.tenant().title() + ": " + found.environment(),
                found.calendar().view(now.minus(USUAL), now.plus(LONGEST)),
                now,
                french
                        ? new ICalendar.Words("Fenêtre", "Gel", "Exception")
                        : new ICalendar.Words("Window", "Freeze", "Exception"),
                french ? Locale.FRENCH : Locale.ENGLISH);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/calendar;charset=UTF-8"))
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + tenant + "-" + found.environment() + ".ics\"")
                .body(text);
    }

    private static OfEnvironment one(OfTenant all, @Nullable String environment) {
        if (environment == null) {
            throw new ProblemException(InvalidInput.of("environment", "must be named"));
        }
        return all.of(environment);
    }

    private EnvironmentView view(OfEnvironment one, @Nullable String from, @Nullable String to) {
        ZoneId zone = one.rules().zone();
        Instant now = clock.instant();
        Instant begin = from == null ? now : time("from", from, zone);
        Instant end = to == null ? begin.plus(USUAL) : time("to", to, zone);
        if (!begin.isBefore(end) || begin.plus(LONGEST).isBefore(end)) {
            throw new ProblemException(InvalidInput.of("to", "must be after from, and at most 366 days later"));
        }
        CalendarView view = one.calendar().view(begin, end);
        CalendarStatus status = one.calendar().at(now, Purpose.CHANGE);
        return new EnvironmentView(
                one.environment(),
                zone.getId(),
                one.agreed() != null,
                status.open(),
                status.why(),
                status.nextOpening(),
                status.nextClosing(),
                begin,
                end,
                view.open().stream()
                        .map(span -> new SpanView(span.from(), span.to()))
                        .toList(),
                view.marks().stream().map(MarkView::of).toList(),
                view.holidays().stream()
                        .map(holiday -> new HolidayView(holiday.date(), holiday.names()))
                        .toList());
    }

    private static Instant time(String field, String text, ZoneId zone) {
        return CalendarTimes.read(text, zone)
                .orElseThrow(() -> new ProblemException(InvalidInput.of(
                        field, "must be a time of the years 1970 to 2199, as 2027-03-28T02:30 or 2027-03-28T00:30Z")));
    }

    /** @param contract number of the version in force */
    record CalendarAnswer(int contract, List<EnvironmentView> items) {}

    /**
     * @param agreed whether the contract says anything of it; else it is open at any time
     * @param isOpen whether it is open now
     * @param open when changes may begin, windows merged and freezes taken out
     * @param marks windows, freezes and exceptions as they are written; they overlap
     */
    record EnvironmentView(
            String environment,
            String zone,
            boolean agreed,
            boolean isOpen,
            String why,
            @Nullable Instant nextOpening,
            @Nullable Instant nextClosing,
            Instant from,
            Instant to,
            List<SpanView> open,
            List<MarkView> marks,
            List<HolidayView> holidays) {}

    record SpanView(Instant from, Instant to) {}

    /**
     * @param kind {@code window}, {@code freeze} or {@code exception}
     * @param reason null for windows
     * @param goingBack of a freeze: whether going back is free of it
     */
    record MarkView(String kind, String name, @Nullable String reason, boolean goingBack, Instant from, Instant to) {
        static MarkView of(CalendarView.Mark mark) {
            return new MarkView(
                    mark.kind().name().toLowerCase(Locale.ROOT),
                    mark.name(),
                    mark.reason(),
                    mark.goingBack(),
                    mark.from(),
                    mark.to());
        }
    }

    /** @param names by language */
    record HolidayView(LocalDate date, Map<String, String> names) {}

    /** @param nextStart null when it fits into no window within two years, or when no minutes were given */
    record StatusView(
            String environment,
            Instant at,
            String zone,
            boolean open,
            String why,
            @Nullable Instant nextOpening,
            @Nullable Instant nextClosing,
            @Nullable Integer minutes,
            @Nullable Instant nextStart) {}
}
