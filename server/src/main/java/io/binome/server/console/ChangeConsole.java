package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.repositories.Repositories;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.ChangeCommandName;
import io.binome.server.api.Entrance;
import io.binome.server.api.EventStream;
import io.binome.server.api.LiveStreams;
import io.binome.server.api.People;
import io.binome.server.api.Words;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** Changes: the list, the queue of a tenant, the page of one, and what its buttons do. */
@Controller
@RequestMapping("/t/{tenant}")
final class ChangeConsole {
    private static final String ONE = "/{repository}/changes/{number}";
    private static final List<String> TABS = List.of("plan", "code", "checks", "activity");
    private static final int LONGEST_COMMENT = 10_000;

    private final Entrance entrance;
    private final Changes changes;
    private final Repositories repositories;
    private final ChangePages changePages;
    private final People people;
    private final LiveStreams streams;
    private final Frames frames;
    private final Pages pages;

    ChangeConsole(
            Entrance entrance,
            Changes changes,
            Repositories repositories,
            ChangePages changePages,
            People people,
            LiveStreams streams,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.changes = changes;
        this.repositories = repositories;
        this.changePages = changePages;
        this.people = people;
        this.streams = streams;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/changes")
    View list(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String repository,
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "changes", "nav.changes");
        Page<Change> found =
                changes.list(entry.scope(), filter(entry, repository, state, text), new PageRequest(50, after));
        return pages.page(
                "changes",
                frame,
                new ChangesPage(
                        rows(entry, found.items(), frame, principal),
                        repository == null ? "" : repository,
                        repositories.list(entry.scope()).stream()
                                .map(one -> one.name())
                                .toList(),
                        state,
                        text,
                        found.next(),
                        after != null));
    }

    /** The same list as CSV, up to 1,000 rows. */
    @GetMapping(path = "/changes.csv")
    void export(
            Principal principal,
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String repository,
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "") String text)
            throws IOException {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "changes", "nav.changes");
        Csv csv = new Csv(response, "changes-" + tenant);
        csv.row(
                "reference",
                "title",
                "state",
                "branch",
                "opened_by",
                "created_at",
                "updated_at",
                "stacks",
                "environments");
        String after = null;
        int pagesLeft = 5;
        do {
            Page<Change> found = changes.list(
                    entry.scope(), filter(entry, repository, state, text), new PageRequest(PageRequest.MAX, after));
            for (ChangeRow row : rows(entry, found.items(), frame, principal)) {
                Change change = row.change();
                csv.row(
                        change.reference(),
                        change.title(),
                        change.state().name(),
                        change.branch(),
                        row.opener(),
                        change.createdAt().toString(),
                        change.updatedAt().toString(),
                        String.join(" ", change.summary().stacks()),
                        String.join(" ", change.summary().environments()));
            }
            after = found.next();
        } while (after != null && --pagesLeft > 0);
        csv.end();
    }

    /** What waits to be applied or reviewed, in the order in which it should be looked at. */
    @GetMapping("/queue")
    View queue(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "queue", "nav.queue");
        List<Change> open = changes.list(
                        entry.scope(), new ChangeFilter(null, "open", null), PageRequest.first(PageRequest.MAX))
                .items();
        return pages.page("queue", frame, QueuePage.of(rows(entry, open, frame, principal), false));
    }

    @GetMapping(ONE)
    View one(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam(defaultValue = "plan") String tab,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String only,
            @RequestParam(defaultValue = "0") int from,
            @RequestParam(required = false) @Nullable String run) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        Change change = changes.get(found.scope(), found.change());
        Frame frame = frames.inside(request, principal, found.entry(), "changes", change.title());
        return pages.page(
                "change",
                frame,
                changePages.of(
                        found.entry(),
                        frame,
                        change,
                        TABS.contains(tab) ? tab : "plan",
                        new PlanSlice(q, only, from),
                        run,
                        principal.actor()));
    }

    /** Says when the change has moved past what the page shows: one event {@code moved} with the new revision. */
    @GetMapping(path = ONE + "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam long revision)
            throws IOException {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        long seen = revision;
        try (EventStream stream = streams.open(response)) {
            while (!stream.requested()) {
                long now = changes.await(found.scope(), found.change(), seen, Duration.ofSeconds(10));
                if (now > seen) {
                    stream.send(Long.toString(now), "moved", Long.toString(now));
                    seen = now;
                }
            }
        }
    }

    @PostMapping(ONE + "/comments")
    String comment(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam String text,
            @RequestParam(required = false) @Nullable String stack,
            @RequestParam(required = false) @Nullable String resource) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.PROPOSE);
        String said = text.strip();
        if (said.isEmpty() || said.length() > LONGEST_COMMENT) {
            throw new ProblemException(InvalidInput.of("text", "must have 1 to 10,000 characters"));
        }
        Changes.PlanLine line = stack == null || resource == null ? null : new Changes.PlanLine(stack, resource, null);
        changes.comment(found.scope(), principal.actor(), found.change(), said, line);
        String address = Links.change(found.entry().tenant().name(), repository, number);
        return Pages.to(line != null ? address : address + "?tab=activity", "commented");
    }

    @PostMapping(ONE + "/{command}")
    String command(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @PathVariable String command,
            @RequestParam(required = false) @Nullable String seen,
            @RequestParam(required = false) @Nullable String note,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String title,
            @RequestParam(required = false) @Nullable String description,
            @RequestParam(required = false) @Nullable String targets) {
        ChangeCommandName name = Words.parse("command", ChangeCommandName.class, command);
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, name.permission());
        Change change = changes.command(
                found.scope(),
                principal.actor(),
                found.change(),
                name.with(
                        principal,
                        new ChangeCommandName.Request(
                                seen,
                                note == null || note.isBlank() ? null : note,
                                reason,
                                title,
                                description,
                                targets == null ? null : lines(targets))));
        return Pages.to(Links.change(found.entry().tenant(), change), command);
    }

    /** What was written into a field for several, one in each line. */
    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private ChangeFilter filter(Access.Entry entry, @Nullable String repository, String state, String text) {
        RepositoryId id = repository == null || repository.isEmpty()
                ? null
                : repositories
                        .byName(entry.scope(), repository)
                        .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("repository", repository)))
                        .id();
        return new ChangeFilter(id, state.equals("all") ? null : state, text.isBlank() ? null : text.strip());
    }

    private List<ChangeRow> rows(Access.Entry entry, List<Change> found, Frame frame, Principal principal) {
        return new ChangeRows(people, frame.reader())
                .of(entry.tenant(), found, principal.actor().reference(), frame.may());
    }

    private Entrance.ChangeEntry find(
            Principal principal, String tenant, String repository, int number, Permission permission) {
        return entrance.change(changes, principal, tenant, repository, number, permission);
    }
}
