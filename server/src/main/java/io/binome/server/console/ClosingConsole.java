package io.binome.server.console;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** The end of a client's stay. */
@Controller
@RequestMapping("/t/{tenant}/closing")
final class ClosingConsole {
    private final Closings closings;
    private final Entrance entrance;
    private final ZoneId zone;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    ClosingConsole(Closings closings, Entrance entrance, ZoneId zone, InstantSource clock, Frames frames, Pages pages) {
        this.closings = closings;
        this.entrance = entrance;
        this.zone = zone;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View page(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Closing closing = closings.of(entry.scope()).orElse(null);
        Instant now = clock.instant();
        return pages.page(
                "closing",
                frames.inside(request, principal, entry, "closing", "nav.closing"),
                new ClosingPage(
                        closing,
                        closing != null && closing.waits(now),
                        closing != null && closing.closed() != null ? List.of() : closings.obstacles(entry.scope()),
                        zone,
                        LocalDate.ofInstant(now, zone).plusDays(1)));
    }

    @PostMapping
    String announce(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String day,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "" + Closing.USUAL_READING_DAYS) int readingDays,
            @RequestParam(defaultValue = "false") boolean leavesBehind,
            @RequestParam(defaultValue = "") String confirm) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.CLOSE_TENANT).scope();
        Closing closing = closings.announce(
                scope,
                principal.actor(),
                confirm,
                new Closing.Order(begin(day.strip()), reason, readingDays, leavesBehind));
        return Pages.to(address(tenant), closing.closed() == null ? "closing-announced" : "tenant-closed");
    }

    @PostMapping("/take-back")
    String takeBack(Principal principal, @PathVariable String tenant) {
        closings.takeBack(
                entrance.tenant(principal, tenant, Permission.CLOSE_TENANT).scope(), principal.actor());
        return Pages.to(address(tenant), "closing-taken-back");
    }

    private @Nullable Instant begin(String day) {
        try {
            return day.isEmpty()
                    ? null
                    : LocalDate.parse(day).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException wrong) {
            throw new ProblemException(InvalidInput.of("day", "must be a day as 2027-01-01"), wrong);
        }
    }

    private static String address(String tenant) {
        return "/t/" + tenant + "/closing";
    }
}
