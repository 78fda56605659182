package io.binome.server.api;

import io.binome.changes.Change;
import io.binome.changes.Changes;
import io.binome.changes.Mending;
import io.binome.drift.Drifts;
import io.binome.drift.StackDrift;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.server.console.Links;
import io.binome.server.settings.Settings;
import io.binome.stacks.Drifted;
import io.binome.stacks.Engine;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where stacks are no longer as they were applied, and what can be done about it. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class DriftController {
    private static final String ONE = "/repositories/{repository}/stacks/{stack}";

    private final Drifts drifts;
    private final Stacks stacks;
    private final Repositories repositories;
    private final Changes changes;
    private final Entrance entrance;
    private final Settings settings;

    DriftController(
            Drifts drifts,
            Stacks stacks,
            Repositories repositories,
            Changes changes,
            Entrance entrance,
            Settings settings) {
        this.drifts = drifts;
        this.stacks = stacks;
        this.repositories = repositories;
        this.changes = changes;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** Stacks that have drifted, over all repositories. */
    @GetMapping("/drift")
    Listing<DriftView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Map<RepositoryId, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        return Listing.of(drifts.list(scope, new PageRequest(limit, after)), drift -> {
            Stack stack = stacks.find(scope, drift.stack()).orElseThrow();
            return view(names.getOrDefault(stack.repository(), ""), stack, drift);
        });
    }

    /** What of a stack is no longer as it was applied, with the difference. */
    @GetMapping(ONE + "/drift")
    DriftView get(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        Stack one = find(found, stack);
        return view(found.repository().name(), one, drifts.of(found.scope(), one));
    }

    /** Asks for a look, which is made soon; {@code looking} until then. Changes nothing. */
    @PostMapping(ONE + "/drift/look")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DriftView look(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.PROPOSE);
        Stack one = find(found, stack);
        return view(found.repository().name(), one, drifts.look(found.scope(), principal.actor(), one));
    }

    /** Opens the change by which what runs becomes again what the files say; or answers the one that is open for it. */
    @PostMapping(ONE + "/drift/restore")
    @ResponseStatus(HttpStatus.CREATED)
    OpenedChange restore(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        return mend(principal, tenant, repository, stack, Mending.RESTORE);
    }

    /** Opens the change by which the state takes over what was found. The files do not change: they have to follow. */
    @PostMapping(ONE + "/drift/adopt")
    @ResponseStatus(HttpStatus.CREATED)
    OpenedChange adopt(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        return mend(principal, tenant, repository, stack, Mending.ADOPT);
    }

    private OpenedChange mend(Principal principal, String tenant, String repository, String stack, Mending mending) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.PROPOSE);
        Change change = changes.mend(found.scope(), principal.actor(), find(found, stack), mending);
        return new OpenedChange(
                change.repositoryName(),
                change.number(),
                change.reference(),
                settings.linkBase() + Links.change(found.entry().tenant(), change));
    }

    private Stack find(Entrance.RepositoryEntry entry, String stack) {
        return stacks.byName(entry.scope(), entry.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
    }

    private DriftView view(String repository, Stack stack, StackDrift drift) {
        boolean adoptable =
                stacks.engine(stack.declaration().engine()).map(Engine::adopts).orElse(false);
        return new DriftView(
                repository,
                stack.name(),
                Words.of(drift.watch()),
                drift.lookedAt(),
                drift.looking(),
                drift.outdated(),
                drift.failure(),
                drift.run() == null ? null : drift.run().toString(),
                drift.since(),
                adoptable,
                drift.resources().stream().map(DriftedView::of).toList());
    }

    /**
     * @param watch {@code continuous}, {@code scheduled}, or {@code none} where nothing can drift
     * @param lookedAt null before the first look, and where no look is needed
     * @param looking a look is asked for or under way
     * @param outdated the stack was applied after the last look, so that what this found may be gone
     * @param failure why the last look failed; then the items are what an earlier one found
     * @param run the last look
     * @param since null without drift
     * @param adoptable whether what was found can be taken over
     * @param items empty without drift
     */
    record DriftView(
            String repository,
            String stack,
            String watch,
            @Nullable Instant lookedAt,
            boolean looking,
            boolean outdated,
            @Nullable String failure,
            @Nullable String run,
            @Nullable Instant since,
            boolean adoptable,
            List<DriftedView> items) {}

    /**
     * @param action what has happened to it outside: {@code create}, {@code update}, {@code delete}
     * @param since when that was noticed first
     * @param differences attributes by their dotted path
     */
    record DriftedView(
            String address,
            String type,
            String action,
            Instant since,
            List<String> notes,
            Map<String, Difference> differences) {
        static DriftedView of(Drifted drifted) {
            var resource = drifted.resource();
            Map<String, Difference> differences = Difference.between(resource.before(), resource.after());
            differences
                    .keySet()
                    .removeIf(path -> Objects.equals(
                            resource.before().get(path), resource.after().get(path)));
            return new DriftedView(
                    resource.address(),
                    resource.type(),
                    Words.of(resource.action()),
                    drifted.since(),
                    resource.notes(),
                    differences);
        }
    }

    /** @param address of its page */
    record OpenedChange(String repository, int number, String reference, String address) {}
}
