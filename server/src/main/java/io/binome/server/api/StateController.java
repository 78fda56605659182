package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.StateDifference;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateResource;
import io.binome.states.StateSummary;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** States of OpenTofu and Terraform stacks: history, lock, going back. Clients themselves come in at {@code /state}. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}")
final class StateController {
    private static final String ONE = "/repositories/{repository}/stacks/{stack}/states/{workspace}";

    private final States states;
    private final Stacks stacks;
    private final Repositories repositories;
    private final People people;
    private final Entrance entrance;

    StateController(States states, Stacks stacks, Repositories repositories, People people, Entrance entrance) {
        this.states = states;
        this.stacks = stacks;
        this.repositories = repositories;
        this.people = people;
        this.entrance = entrance;
    }

    /** Over all repositories: every workspace that was ever written or locked. */
    @GetMapping("/states")
    Listing<StateView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Page<StateSummary> page = states.list(scope, new PageRequest(limit, after));
        Map<Object, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        Map<StackId, Stack> known = new java.util.HashMap<>();
        page.items()
                .forEach(one -> stacks.find(scope, one.key().stack()).ifPresent(stack -> known.put(stack.id(), stack)));
        People.Book book = people.book(scope, page.items().stream().flatMap(StateController::actors));
        return Listing.of(page, one -> {
            Stack stack = known.get(one.key().stack());
            return StateView.of(
                    stack == null ? "" : names.getOrDefault(stack.repository(), ""),
                    stack == null ? "" : stack.name(),
                    one,
                    book);
        });
    }

    @GetMapping(ONE)
    StateView get(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.READ);
        StateSummary summary = states.summary(place.scope(), place.key());
        return StateView.of(repository, stack, summary, people.book(place.scope(), actors(summary)));
    }

    /** Newest first. */
    @GetMapping(ONE + "/versions")
    Listing<VersionView> versions(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.READ);
        Page<StateVersion> page = states.versions(place.scope(), place.key(), new PageRequest(limit, after));
        People.Book book = people.book(place.scope(), page.items().stream().map(StateVersion::actor));
        return Listing.of(page, version -> VersionView.of(version, book));
    }

    @GetMapping(ONE + "/versions/{serial}")
    VersionView version(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @PathVariable long serial) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.READ);
        StateVersion version = states.version(place.scope(), place.key(), serial);
        return VersionView.of(version, people.book(place.scope(), Stream.of(version.actor())));
    }

    /** Addresses and types of what the version holds, without values. */
    @GetMapping(ONE + "/versions/{serial}/resources")
    Listing<StateResource> resources(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @PathVariable long serial,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.READ);
        StateVersion version = states.version(place.scope(), place.key(), serial);
        PageRequest page = new PageRequest(limit, after);
        List<String> parts = page.afterParts(1);
        int from = parts == null ? 0 : PageRequest.number(parts.getFirst());
        List<StateResource> all = states.resources(place.scope(), version.id());
        List<StateResource> items = all.stream().skip(from).limit(page.limit()).toList();
        int next = from + items.size();
        return Listing.of(
                new Page<>(items, next < all.size() ? PageRequest.cursor(Integer.toString(next)) : null),
                resource -> resource);
    }

    /** The state itself, with every secret in it. */
    @GetMapping(path = ONE + "/versions/{serial}/body", produces = MediaType.APPLICATION_JSON_VALUE)
    void body(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @PathVariable long serial,
            HttpServletResponse response)
            throws IOException {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.DOWNLOAD_STATES);
        StateDownload.send(
                states, place.scope(), principal.actor(), states.version(place.scope(), place.key(), serial), response);
    }

    /**
     * What differs between two versions. Values that the state marks as sensitive read {@code (sensitive)}.
     *
     * @param from a serial; the version before {@code to} when it is left out
     * @param to a serial; the latest when it is left out
     */
    @GetMapping(ONE + "/difference")
    DifferenceView difference(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long to) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.PROPOSE);
        StateDifference difference = StateVersions.difference(states, place.scope(), place.key(), from, to);
        return DifferenceView.of(difference);
    }

    /** Writes the body of an earlier version under the next serial. What runs is not touched. */
    @PostMapping(ONE + "/rollback")
    @ResponseStatus(HttpStatus.CREATED)
    VersionView rollBack(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestBody RollBackRequest request) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.MANAGE_STATES);
        if (request.serial() == null) {
            throw new ProblemException(InvalidInput.of("serial", "is missing"));
        }
        return shown(place, states.rollBack(place.scope(), place.key(), principal.actor(), request.serial()));
    }

    /** Writes the latest version without what is at an address. What it stands for goes on running. */
    @PostMapping(ONE + "/remove-resource")
    @ResponseStatus(HttpStatus.CREATED)
    VersionView removeResource(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestBody RemovalRequest request) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.MANAGE_STATES);
        return shown(
                place,
                states.removeResource(
                        place.scope(), place.key(), principal.actor(), Words.required("address", request.address())));
    }

    /** Releases a lock that its holder will not release any more. */
    @PostMapping(ONE + "/force-unlock")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forceUnlock(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String workspace,
            @RequestBody UnlockRequest request) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.MANAGE_STATES);
        states.forceUnlock(place.scope(), place.key(), principal.actor(), Words.required("lock", request.lock()));
    }

    private VersionView shown(Place place, StateVersion version) {
        return VersionView.of(version, people.book(place.scope(), Stream.of(version.actor())));
    }

    private record Place(TenantScope scope, StateKey key) {}

    private Place place(
            Principal principal,
            String tenant,
            String repository,
            String stack,
            String workspace,
            Permission permission) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, permission);
        Stack one = stacks.byName(found.scope(), found.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
        return new Place(found.scope(), new StateKey(one.id(), workspace));
    }

    private static Stream<@Nullable String> actors(StateSummary summary) {
        return Stream.of(
                summary.latest() == null ? null : summary.latest().actor(),
                summary.lock() == null ? null : summary.lock().actor());
    }

    record RollBackRequest(@Nullable Long serial) {}

    record RemovalRequest(String address) {}

    /** @param lock its id, so that no other is released than was looked at */
    record UnlockRequest(String lock) {}

    /**
     * @param latest null while nothing was written, or after it was deleted
     * @param lock null while nobody holds it
     */
    record StateView(
            String repository,
            String stack,
            String workspace,
            @Nullable VersionView latest,
            @Nullable LockView lock) {
        static StateView of(String repository, String stack, StateSummary summary, People.Book book) {
            return new StateView(
                    repository,
                    stack,
                    summary.key().workspace(),
                    summary.latest() == null ? null : VersionView.of(summary.latest(), book),
                    summary.lock() == null ? null : LockView.of(summary.lock(), book));
        }
    }

    /**
     * @param who user and machine, as the client says
     * @param run whose end releases it; null for a person's, which never expires by itself
     */
    record LockView(
            String id,
            String operation,
            String who,
            String version,
            People.PersonView actor,
            @Nullable String run,
            Instant since) {
        static LockView of(StateLock lock, People.Book book) {
            return new LockView(
                    lock.info().id(),
                    lock.info().operation(),
                    lock.info().who(),
                    lock.info().version(),
                    book.person(lock.actor()),
                    lock.run() == null ? null : lock.run().toString(),
                    lock.since());
        }
    }

    /**
     * @param origin {@code written}, {@code imported}, {@code by-hand}, {@code rolled-back}, {@code resource-removed}
     * @param source id of the version that was rolled back to
     * @param removed the address that was taken out
     */
    record VersionView(
            String id,
            long serial,
            String lineage,
            String terraformVersion,
            long sizeBytes,
            String sha256,
            boolean encrypted,
            Instant createdAt,
            People.PersonView actor,
            @Nullable String run,
            @Nullable String change,
            String origin,
            @Nullable String source,
            @Nullable String removed) {
        static VersionView of(StateVersion version, People.Book book) {
            return new VersionView(
                    version.id().toString(),
                    version.serial(),
                    version.lineage(),
                    version.terraformVersion(),
                    version.sizeBytes(),
                    version.sha256(),
                    version.encrypted(),
                    version.createdAt(),
                    book.person(version.actor()),
                    version.run() == null ? null : version.run().toString(),
                    version.change() == null ? null : version.change().toString(),
                    Words.of(version.origin()),
                    version.source() == null ? null : version.source().toString(),
                    version.removed());
        }
    }

    /** @param entries the first 500; the counts are of all */
    record DifferenceView(long from, long to, int added, int removed, int changed, List<EntryView> entries) {
        static DifferenceView of(StateDifference difference) {
            return new DifferenceView(
                    difference.from().serial(),
                    difference.to().serial(),
                    difference.added(),
                    difference.removed(),
                    difference.changed(),
                    difference.entries().stream().map(EntryView::of).toList());
        }
    }

    /**
     * @param address of a resource, or {@code output.<name>}
     * @param kind {@code added}, {@code removed}, {@code changed}
     * @param attributes those that differ, by dotted path
     */
    record EntryView(String address, String kind, Map<String, StateDifference.Attribute> attributes) {
        static EntryView of(StateDifference.Entry entry) {
            return new EntryView(entry.address(), Words.of(entry.kind()), new TreeMap<>(entry.attributes()));
        }
    }
}
