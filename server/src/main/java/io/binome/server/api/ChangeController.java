package io.binome.server.api;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.changes.Offer;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.repositories.Diff;
import io.binome.repositories.Repositories;
import io.binome.runs.Runs;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.TenancyProblem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes: what is proposed, planned, reviewed, applied. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class ChangeController {
    private static final String ONE = "/repositories/{repository}/changes/{number}";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Changes changes;
    private final Repositories repositories;
    private final Runs runs;
    private final People people;
    private final Entrance entrance;
    private final Settings settings;

    ChangeController(
            Changes changes,
            Repositories repositories,
            Runs runs,
            People people,
            Entrance entrance,
            Settings settings) {
        this.changes = changes;
        this.repositories = repositories;
        this.runs = runs;
        this.people = people;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** Over all repositories, newest first. {@code state} is a state's name, or {@code open} for all not over. */
    @GetMapping("/changes")
    Listing<ChangeView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return list(entry, null, state, text, new PageRequest(limit, after));
    }

    @GetMapping("/repositories/{repository}/changes")
    Listing<ChangeView> listOfRepository(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        return list(found.entry(), found.repository().id(), state, text, new PageRequest(limit, after));
    }

    private Listing<ChangeView> list(
            Access.Entry entry,
            @Nullable RepositoryId repository,
            @Nullable String state,
            @Nullable String text,
            PageRequest page) {
        var found = changes.list(entry.scope(), new ChangeFilter(repository, state, text), page);
        People.Book book = people.book(entry.scope(), found.items().stream().flatMap(PeopleOfChange::of));
        return Listing.of(found, change -> ChangeView.of(change, null, book, address(entry, change)));
    }

    /**
     * One change. With {@code after}, a revision, waits up to {@code wait} seconds (60 at most) until the change has
     * moved past it.
     */
    @GetMapping(ONE)
    ChangeView get(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "20") int wait) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        if (after != null) {
            if (wait < 0 || wait > LONGEST_WAIT.toSeconds()) {
                throw new ProblemException(InvalidInput.of("wait", "must be between 0 and 60 seconds"));
            }
            long _ = changes.await(found.scope(), found.change(), after, Duration.ofSeconds(wait));
        }
        return detail(found.entry(), principal, changes.get(found.scope(), found.change()));
    }

    /** What it would do, stack by stack; empty while there is no plan. */
    @GetMapping(ONE + "/plans")
    Listing<PlanView> plans(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        return Listing.of(changes.plans(found.scope(), found.change()).stream()
                .map(PlanView::of)
                .toList());
    }

    /** What contract, guidelines, prices and budgets say of the present plan. 404 while there is none. */
    @GetMapping(ONE + "/judgement")
    JudgementView judgement(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        return changes.judgement(found.scope(), found.change())
                .map(JudgementView::of)
                .orElseThrow(
                        () -> new ProblemException(new ApiProblem.NotFound("judgement", repository + "!" + number)));
    }

    /** What the default branch would become against what it is. */
    @GetMapping(ONE + "/diff")
    Diff diff(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        Change change = changes.get(found.scope(), found.change());
        return repositories.diff(
                found.scope(),
                change.repository(),
                change.base(),
                change.merge() == null ? change.head() : change.merge());
    }

    @GetMapping(ONE + "/reviews")
    Listing<ActivityView.ReviewView> reviews(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        var reviews = changes.reviews(found.scope(), found.change());
        People.Book book = people.book(found.scope(), reviews.stream().map(review -> review.reviewer()));
        return Listing.of(reviews.stream()
                .map(review -> ActivityView.ReviewView.of(review, book))
                .toList());
    }

    /** Comments, reviews, pushes, plans, runs and steps in the order in which they happened. */
    @GetMapping(ONE + "/activity")
    Listing<ActivityView> activity(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        var activity = changes.activity(found.scope(), found.change(), new PageRequest(limit, after));
        People.Book book = people.book(found.scope(), activity.items().stream().map(happened -> happened.actor()));
        return Listing.of(activity, happened -> ActivityView.of(happened, book));
    }

    /** Runs of the change, newest first. */
    @GetMapping(ONE + "/runs")
    Listing<RunController.RunView> runs(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.READ);
        return Listing.of(
                runs.of(found.scope(), found.change(), new PageRequest(limit, after)), RunController.RunView::of);
    }

    /** Adds a comment, to the change as a whole or to a line of its plan. */
    @PostMapping(ONE + "/comments")
    @ResponseStatus(HttpStatus.CREATED)
    ActivityView comment(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @RequestBody CommentRequest request) {
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, Permission.PROPOSE);
        String text = Words.required("text", request.text()).strip();
        if (text.isEmpty() || text.length() > 10_000) {
            throw new ProblemException(InvalidInput.of("text", "must have 1 to 10,000 characters"));
        }
        var comment = changes.comment(found.scope(), principal.actor(), found.change(), text, request.line());
        return ActivityView.of(comment, people.book(found.scope(), Stream.of(comment.actor())));
    }

    /** Carries out a command and answers the change as it is then. */
    @PostMapping(ONE + "/{command}")
    ChangeView command(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable int number,
            @PathVariable String command,
            @RequestBody(required = false) ChangeCommandName.@Nullable Request request) {
        ChangeCommandName name = Words.parse("command", ChangeCommandName.class, command);
        Entrance.ChangeEntry found = find(principal, tenant, repository, number, name.permission());
        Change change = changes.command(
                found.scope(),
                principal.actor(),
                found.change(),
                name.with(principal, request == null ? ChangeCommandName.Request.EMPTY : request));
        return detail(found.entry(), principal, change);
    }

    private ChangeView detail(Access.Entry entry, Principal principal, Change change) {
        return ChangeView.of(
                change,
                offers(entry, principal, change),
                people.book(entry.scope(), PeopleOfChange.of(change)),
                address(entry, change));
    }

    /** What this person may not do at all is not offered either. */
    private List<Offer> offers(Access.Entry entry, Principal principal, Change change) {
        return changes
                .offers(entry.scope(), change.id(), principal.actor(), ChangeCommandName.leads(principal))
                .stream()
                .map(offer -> {
                    Permission needed = ChangeCommandName.of(offer.command()).permission();
                    Problem notAllowed = TenancyProblem.lacking(needed);
                    return entrance.allows(principal, entry.tenant(), needed)
                            ? offer
                            : new Offer(offer.command(), notAllowed.code(), notAllowed.message());
                })
                .toList();
    }

    private String address(Access.Entry entry, Change change) {
        return settings.linkBase() + "/t/" + entry.tenant().name() + "/" + change.repositoryName() + "/changes/"
                + change.number();
    }

    private Entrance.ChangeEntry find(
            Principal principal, String tenant, String repository, int number, Permission permission) {
        return entrance.change(changes, principal, tenant, repository, number, permission);
    }

    /** @param line where in the plan; null for the change as a whole */
    record CommentRequest(String text, Changes.@Nullable PlanLine line) {}
}
