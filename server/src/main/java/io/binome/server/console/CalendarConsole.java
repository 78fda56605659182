package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.server.api.Entrance;
import io.binome.server.api.TenantCalendars;
import io.binome.server.api.TenantCalendars.OfEnvironment;
import io.binome.server.api.TenantCalendars.OfTenant;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** When changes may be applied, month by month, and what waits for a window. */
@Controller
final class CalendarConsole {
    private static final int MOST_QUEUED = 200;

    private final Entrance entrance;
    private final TenantCalendars calendars;
    private final Changes changes;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    CalendarConsole(
            Entrance entrance,
            TenantCalendars calendars,
            Changes changes,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.calendars = calendars;
        this.changes = changes;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/calendar")
    View month(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String environment,
            @RequestParam(required = false) @Nullable String month) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "calendar", "nav.calendar");
        OfTenant all = calendars.of(entry.scope());
        OfEnvironment chosen = environment != null ? all.of(environment) : usual(all.environments());
        CalendarMonth maker = new CalendarMonth(frame, clock.instant());
        List<CalendarPage.Standing> standings = all.environments().stream()
                .map(one -> maker.standing(one, chosen == one))
                .toList();
        CalendarPage.Month shown = chosen == null
                ? null
                : maker.month(
                        chosen,
                        month == null ? maker.thisMonth(chosen) : month(month),
                        queued(entry, chosen.environment()));
        return pages.page("calendar", frame, new CalendarPage(standings, shown));
    }

    /** The one with most to say. */
    private static @Nullable OfEnvironment usual(List<OfEnvironment> environments) {
        return environments.stream()
                .max(Comparator.<OfEnvironment>comparingInt(one -> one.agreed() == null ? 0 : 1)
                        .thenComparingInt(one -> one.environment().equals("production") ? 1 : 0))
                .orElse(null);
    }

    private List<Change> queued(Access.Entry entry, String environment) {
        return changes
                .list(entry.scope(), new ChangeFilter(null, "scheduled", null), PageRequest.first(MOST_QUEUED))
                .items()
                .stream()
                .filter(change -> change.summary().environments().contains(environment))
                .toList();
    }

    private static YearMonth month(String text) {
        try {
            YearMonth month = YearMonth.parse(text);
            if (month.getYear() >= 1971 && month.getYear() < 2199) {
                return month;
            }
        } catch (DateTimeException malformed) {
            throw new ProblemException(InvalidInput.of("month", "must be a month as 2027-03"), malformed);
        }
        throw new ProblemException(InvalidInput.of("month", "must be a month as 2027-03"));
    }
}
