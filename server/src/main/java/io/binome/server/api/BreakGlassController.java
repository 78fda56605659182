package io.binome.server.api;

import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.BreakGlass;
import io.binome.states.BreakGlasses;
import io.binome.states.StateKey;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

/** Times in which people write states by hand. Who may open one, the contract says; whoever proposes may close any. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class BreakGlassController {
    private static final String OF_STATE = "/repositories/{repository}/stacks/{stack}/states/{workspace}/break-glasses";

    private final BreakGlasses glasses;
    private final Stacks stacks;
    private final Repositories repositories;
    private final People people;
    private final Entrance entrance;
    private final InstantSource clock;

    BreakGlassController(
            BreakGlasses glasses,
            Stacks stacks,
            Repositories repositories,
            People people,
            Entrance entrance,
            InstantSource clock) {
        this.glasses = glasses;
        this.stacks = stacks;
        this.repositories = repositories;
        this.people = people;
        this.entrance = entrance;
        this.clock = clock;
    }

    /** Of all states, newest first, those that are closed too. */
    @GetMapping("/break-glasses")
    Listing<BreakGlassView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Page<BreakGlass> page = glasses.list(scope, new PageRequest(limit, after));
        return Listing.of(page, views(scope, page.items()));
    }

    /** Those of a state that are open now, oldest first. */
    @GetMapping(OF_STATE)
    Listing<BreakGlassView> open(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        List<BreakGlass> open = glasses.open(found.scope(), key(found, stack, workspace));
        return Listing.of(new Page<>(open, null), views(found.scope(), open));
    }

    /** From now on the person who asks writes this state by hand, for a bounded time. */
    @PostMapping(OF_STATE)
    @ResponseStatus(HttpStatus.CREATED)
    BreakGlassView open(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestBody OpenRequest request) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.PROPOSE);
        BreakGlass glass = glasses.open(
                found.scope(),
                key(found, stack, workspace),
                principal.actor(),
                Words.required("reason", request.reason()),
                request.minutes() == null ? BreakGlasses.USUAL : Duration.ofMinutes(request.minutes()));
        return views(found.scope(), List.of(glass)).apply(glass);
    }

    @PostMapping("/break-glasses/{breakGlass}/close")
    BreakGlassView close(Principal principal, @PathVariable String tenant, @PathVariable String breakGlass) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.PROPOSE).scope();
        BreakGlass glass = glasses.close(scope, principal.actor(), BreakGlassId.parse(breakGlass));
        return views(scope, List.of(glass)).apply(glass);
    }

    private StateKey key(Entrance.RepositoryEntry found, String stack, String workspace) {
        Stack one = stacks.byName(found.scope(), found.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
        return new StateKey(one.id(), workspace);
    }

    private Function<BreakGlass, BreakGlassView> views(TenantScope scope, List<BreakGlass> shown) {
        Map<Object, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        People.Book book =
                people.book(scope, shown.stream().flatMap(glass -> Stream.of(glass.actor(), glass.closedBy())));
        Instant now = clock.instant();
        return glass -> {
            Stack stack = stacks.find(scope, glass.key().stack()).orElse(null);
            return new BreakGlassView(
                    glass.id().toString(),
                    stack == null ? "" : names.getOrDefault(stack.repository(), ""),
                    stack == null ? "" : stack.name(),
                    glass.key().workspace(),
                    book.person(glass.actor()),
                    glass.reason(),
                    glass.openedAt(),
                    glass.endsAt(),
                    glass.openAt(now),
                    glass.closedAt(),
                    glass.closedBy() == null ? null : book.person(glass.closedBy()),
                    glass.writes());
        };
    }

    /**
     * @param reason for both sides to read
     * @param minutes how long; 30 when left out, at most what the contract says
     */
    record OpenRequest(String reason, @Nullable Integer minutes) {}

    /**
     * @param actor who opened it and alone writes under it
     * @param closedBy null while it is open, and where its time was over
     * @param writes versions that were written under it
     */
    record BreakGlassView(
            String id,
            String repository,
            String stack,
            String workspace,
            People.PersonView actor,
            String reason,
            Instant openedAt,
            Instant endsAt,
            boolean open,
            @Nullable Instant closedAt,
            People.@Nullable PersonView closedBy,
            int writes) {}
}
