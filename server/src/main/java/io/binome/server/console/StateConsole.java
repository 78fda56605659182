package io.binome.server.console;

import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.server.api.StateDownload;
import io.binome.server.api.StateVersions;
import io.binome.server.settings.Settings;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.stacks.Value;
import io.binome.states.BreakGlasses;
import io.binome.states.StateAddress;
import io.binome.states.StateDifference;
import io.binome.states.StateDifference.Attribute;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateSummary;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;

/** The state of an OpenTofu stack: history, lock, differences, going back, download. */
@Controller
@RequestMapping("/t/{tenant}/{repository}/stacks/{stack}/state")
final class StateConsole {
    private static final int VERSIONS = 30;

    private final Entrance entrance;
    private final Stacks stacks;
    private final States states;
    private final People people;
    private final BreakGlasses glasses;
    private final BreakGlassPanel.Maker panels;
    private final Settings settings;
    private final JsonMapper json;
    private final Frames frames;
    private final Pages pages;

    StateConsole(
            Entrance entrance,
            Stacks stacks,
            States states,
            People people,
            BreakGlasses glasses,
            BreakGlassPanel.Maker panels,
            Settings settings,
            JsonMapper json,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.stacks = stacks;
        this.states = states;
        this.people = people;
        this.glasses = glasses;
        this.panels = panels;
        this.settings = settings;
        this.json = json;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View state(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long to,
            @RequestParam(required = false) @Nullable String after) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.READ);
        Frame frame = frames.inside(request, principal, place.entry().entry(), "services", stack);
        TenantScope scope = place.entry().scope();
        StateSummary summary = states.summary(scope, place.key());
        Page<StateVersion> versions = states.versions(scope, place.key(), new PageRequest(VERSIONS, after));
        StateLock lock = summary.lock();
        People.Book book = people.book(
                scope,
                Stream.concat(
                        versions.items().stream().map(StateVersion::actor),
                        Stream.ofNullable(lock).map(StateLock::actor)));
        ChangeWords words = new ChangeWords(frame.reader(), book);
        Compared compared = frame.may(Permission.PROPOSE) && summary.latest() != null
                ? compared(frame, scope, place.key(), from, to)
                : new Compared(null, null);
        return pages.page(
                "state",
                frame,
                new StatePage(
                        repository,
                        stack,
                        workspace,
                        states.list(scope, place.key().stack()).stream()
                                .map(one -> one.key().workspace())
                                .toList(),
                        panels.of(
                                frame, scope, principal, place.key(), "/" + repository + "/stacks/" + stack + "/state"),
                        lock,
                        lock == null ? null : words.person(lock.actor()),
                        versions.items().stream()
                                .map(version -> row(frame, words, version, summary.latest()))
                                .toList(),
                        versions.next(),
                        compared.shown(),
                        compared.trouble(),
                        backend(new StateAddress(tenant, repository, stack, workspace)),
                        frame.may(Permission.MANAGE_STATES)));
    }

    private static StatePage.Row row(
            Frame frame, ChangeWords words, StateVersion version, @Nullable StateVersion latest) {
        String how = frame.text("states.origin." + version.origin().name().toLowerCase(Locale.ROOT));
        return new StatePage.Row(
                version,
                words.person(version.actor()),
                version.removed() == null ? how : how + " " + version.removed(),
                latest != null && latest.id().equals(version.id()));
    }

    private record Compared(
            StatePage.@Nullable Compared shown, @Nullable String trouble) {}

    private Compared compared(Frame frame, TenantScope scope, StateKey key, @Nullable Long from, @Nullable Long to) {
        try {
            StateDifference difference = StateVersions.difference(states, scope, key, from, to);
            return new Compared(
                    new StatePage.Compared(
                            difference,
                            difference.entries().stream().map(this::entry).toList()),
                    null);
        } catch (ProblemException cannot) {
            // With one version alone there is nothing to compare, and nothing to say about that.
            boolean asked = from != null || to != null;
            return new Compared(null, asked ? frame.reader().problem(cannot.problem()) : null);
        }
    }

    private StatePage.Entry entry(StateDifference.Entry entry) {
        return new StatePage.Entry(
                entry,
                PlanTree.leaves(
                        values(entry, Attribute::before, "before"),
                        values(entry, Attribute::after, "after"),
                        List.of(),
                        json));
    }

    /** @param side stands for the value of what is not shown, so that the two sides differ */
    private static SortedMap<String, Value> values(
            StateDifference.Entry entry, Function<Attribute, @Nullable String> read, String side) {
        SortedMap<String, Value> values = new TreeMap<>(Comparator.naturalOrder());
        entry.attributes().forEach((path, attribute) -> {
            String value = read.apply(attribute);
            if (value != null) {
                values.put(
                        path.isEmpty() ? "value" : path,
                        value.equals(Attribute.SENSITIVE) ? new Value.Sensitive(side) : new Value.Known(value));
            }
        });
        return values;
    }

    private String backend(StateAddress address) {
        String at = settings.linkBase() + address.path();
        return "export TF_HTTP_ADDRESS=" + at + "\nexport TF_HTTP_LOCK_ADDRESS=$TF_HTTP_ADDRESS"
                + "\nexport TF_HTTP_UNLOCK_ADDRESS=$TF_HTTP_ADDRESS\nexport TF_HTTP_USERNAME=token"
                + "\nread -rs TF_HTTP_PASSWORD && export TF_HTTP_PASSWORD";
    }

    @PostMapping("/rollback")
    String rollBack(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(defaultValue = "-1") long serial) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.MANAGE_STATES);
        states.rollBack(place.entry().scope(), place.key(), principal.actor(), serial);
        return Pages.to(address(tenant, repository, stack, workspace), "state-rolled-back");
    }

    @PostMapping("/unlock")
    String unlock(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(defaultValue = "") String lock) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.MANAGE_STATES);
        states.forceUnlock(place.entry().scope(), place.key(), principal.actor(), lock);
        return Pages.to(address(tenant, repository, stack, workspace), "state-unlocked");
    }

    @PostMapping("/break-glass")
    String openBreakGlass(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "30") int minutes) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.PROPOSE);
        glasses.open(place.entry().scope(), place.key(), principal.actor(), reason, Duration.ofMinutes(minutes));
        return Pages.to(address(tenant, repository, stack, workspace), "break-glass-opened");
    }

    @PostMapping("/break-glass/close")
    String closeBreakGlass(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(defaultValue = "") String id) {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.PROPOSE);
        glasses.close(place.entry().scope(), principal.actor(), BreakGlassId.parse(id));
        return Pages.to(address(tenant, repository, stack, workspace), "break-glass-closed");
    }

    /** By a form and not by a link: it is recorded, and no page of somebody else's makes a browser ask for it. */
    @PostMapping("/download")
    void download(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @RequestParam(defaultValue = StateKey.DEFAULT) String workspace,
            @RequestParam(defaultValue = "-1") long serial,
            HttpServletResponse response)
            throws IOException {
        Place place = place(principal, tenant, repository, stack, workspace, Permission.DOWNLOAD_STATES);
        TenantScope scope = place.entry().scope();
        StateDownload.send(states, scope, principal.actor(), states.version(scope, place.key(), serial), response);
    }

    private static String address(String tenant, String repository, String stack, String workspace) {
        return Links.stack(tenant, repository, stack) + "/state?workspace=" + workspace;
    }

    private record Place(Entrance.RepositoryEntry entry, StateKey key) {}

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
        return new Place(found, new StateKey(one.id(), workspace));
    }
}
