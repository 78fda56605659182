package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.PageRequest;
import io.binome.repositories.Repositories;
import io.binome.server.api.Entrance;
import io.binome.server.api.EventStream;
import io.binome.server.api.LiveStreams;
import io.binome.server.api.People;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.Workloads;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.View;

/** A tenant's home: what waits for me, what I opened, what is unhealthy, what runs. */
@Controller
final class HomeConsole {
    private final Entrance entrance;
    private final Changes changes;
    private final Repositories repositories;
    private final Workloads workloads;
    private final StackCards cards;
    private final People people;
    private final LiveStreams streams;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    HomeConsole(
            Entrance entrance,
            Changes changes,
            Repositories repositories,
            Workloads workloads,
            StackCards cards,
            People people,
            LiveStreams streams,
            Settings settings,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.changes = changes;
        this.repositories = repositories;
        this.workloads = workloads;
        this.cards = cards;
        this.people = people;
        this.streams = streams;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    /** Where a person begins: the provider's people with all tenants, the others with their own. */
    @GetMapping("/")
    String front(Principal principal) {
        if (principal.mustChangePassword()) {
            return "redirect:/account/password";
        }
        if (principal.role().ofProvider()) {
            return "redirect:/provider";
        }
        return "redirect:"
                + Links.home(entrance.home(principal, Permission.READ).tenant());
    }

    @GetMapping("/t/{tenant}")
    View home(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "home", "nav.home");
        List<Change> found = changes.list(entry.scope(), ChangeFilter.ANY, PageRequest.first(100))
                .items();
        List<ChangeRow> rows = new ChangeRows(people, frame.reader())
                .of(entry.tenant(), found, principal.actor().reference(), frame.may());
        List<StackCard> stacks = cards.all(entry.tenant(), frame.reader());
        return pages.page(
                "home",
                frame,
                new HomePage(
                        rows.stream()
                                .filter(ChangeRow::waits)
                                .limit(HomePage.MOST_ROWS)
                                .toList(),
                        (int) rows.stream().filter(ChangeRow::waits).count(),
                        rows.stream()
                                .filter(row -> row.mine() && !row.waits())
                                .limit(HomePage.MOST_ROWS)
                                .toList(),
                        stacks.stream()
                                .flatMap(stack -> stack.services().stream())
                                .filter(service -> !service.healthy())
                                .toList(),
                        stacks,
                        repositories.list(entry.scope()).size(),
                        settings.linkBase() + "/git/" + tenant));
    }

    /** Says when something about the tenant's services has changed: one event {@code moved} each time. */
    @GetMapping(path = "/t/{tenant}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(Principal principal, HttpServletResponse response, @PathVariable String tenant) throws IOException {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        long seen = workloads.awaitChange(entry.scope(), -1, Duration.ZERO);
        try (EventStream stream = streams.open(response)) {
            while (!stream.requested()) {
                long now = workloads.awaitChange(entry.scope(), seen, Duration.ofSeconds(10));
                if (now != seen) {
                    stream.send(null, "moved", Long.toString(now));
                    seen = now;
                }
            }
        }
    }
}
