package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.changes.Mending;
import io.binome.drift.Drifts;
import io.binome.drift.StackDrift;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.runs.Cancellation;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.stacks.Engine;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.StateKey;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;

/** Stacks and services as they run, and the volumes that they keep. */
@Controller
@RequestMapping("/t/{tenant}")
final class ServiceConsole {
    private static final int LINES = 300;
    private static final int MOST_LINES = 5_000;

    private final Entrance entrance;
    private final Stacks stacks;
    private final Workloads workloads;
    private final Changes changes;
    private final Drifts drifts;
    private final StackCards cards;
    private final People people;
    private final BreakGlassPanel.Maker glasses;
    private final JsonMapper json;
    private final Frames frames;
    private final Pages pages;

    ServiceConsole(
            Entrance entrance,
            Stacks stacks,
            Workloads workloads,
            Changes changes,
            Drifts drifts,
            StackCards cards,
            People people,
            BreakGlassPanel.Maker glasses,
            JsonMapper json,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.stacks = stacks;
        this.workloads = workloads;
        this.changes = changes;
        this.drifts = drifts;
        this.cards = cards;
        this.people = people;
        this.glasses = glasses;
        this.json = json;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/services")
    View services(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "services", "nav.services");
        return pages.page("services", frame, cards.all(entry.tenant(), frame.reader()));
    }

    @GetMapping("/{repository}/stacks/{stack}")
    View stack(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        Stack one = find(found, stack);
        Frame frame = frames.inside(request, principal, found.entry(), "services", stack);
        ChangeRows rows = new ChangeRows(people, frame.reader());
        List<Change> touching = changes
                .list(found.scope(), new ChangeFilter(found.repository().id(), null, null), PageRequest.first(50))
                .items()
                .stream()
                .filter(change -> change.summary().stacks().contains(stack))
                .limit(6)
                .toList();
        String person = principal.actor().reference();
        return pages.page(
                "stack",
                frame,
                new StackPage(
                        cards.one(found.entry().tenant(), found.repository(), one, frame.reader()),
                        drift(found, one, null),
                        glasses.of(
                                frame,
                                found.scope(),
                                principal,
                                new StateKey(one.id(), one.declaration().tool().workspace()),
                                "/" + repository + "/stacks/" + stack + "/state"),
                        workloads.volumes(found.scope()).stream()
                                .filter(volume -> volume.stack().equals(one.id()))
                                .toList(),
                        rows.of(found.entry().tenant(), touching, person, frame.may()),
                        rows.of(found.entry().tenant(), changes.queue(found.scope(), one.id()), person, frame.may())));
    }

    @GetMapping("/{repository}/stacks/{stack}/services/{service}")
    View service(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(defaultValue = "last") String since) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.READ);
        Stack one = find(found, stack);
        Frame frame = frames.inside(request, principal, found.entry(), "services", service);
        StackCard card = cards.one(found.entry().tenant(), found.repository(), one, frame.reader());
        StackCard.Service running = card.services().stream()
                .filter(known -> known.workload().service().equals(service))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("service", service)));
        List<Workloads.ServiceLogLine> lines = new ArrayList<>();
        String trouble =
                read(found, one, service, search, back(since, frame.reader().now()), lines);
        String stream = "/api/v1/tenants/" + tenant + "/repositories/" + repository + "/stacks/" + stack + "/services/"
                + service + "/logs/stream?tail=0"
                + (search.isBlank() ? "" : "&search=" + URLEncoder.encode(search, StandardCharsets.UTF_8));
        return pages.page(
                "service",
                frame,
                new ServicePage(card, running, lines, trouble, search, since, stream, drift(found, one, service)));
    }

    @PostMapping("/{repository}/stacks/{stack}/services/{service}/restart")
    String restart(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.OPERATE);
        Stack one = find(found, stack);
        if (workloads.of(found.scope(), one.id()).stream()
                .noneMatch(workload -> workload.service().equals(service))) {
            throw new ProblemException(new ApiProblem.NotFound("service", service));
        }
        workloads.restart(found.scope(), principal.actor(), one.id(), service);
        return Pages.to(Links.service(tenant, repository, stack, service), "restarted");
    }

    @PostMapping("/{repository}/stacks/{stack}/drift/look")
    String look(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.PROPOSE);
        drifts.look(found.scope(), principal.actor(), find(found, stack));
        return Pages.to(Links.stack(tenant, repository, stack), "looking");
    }

    @PostMapping("/{repository}/stacks/{stack}/drift/restore")
    String restore(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        return mend(principal, tenant, repository, stack, Mending.RESTORE);
    }

    @PostMapping("/{repository}/stacks/{stack}/drift/adopt")
    String adopt(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack) {
        return mend(principal, tenant, repository, stack, Mending.ADOPT);
    }

    private String mend(Principal principal, String tenant, String repository, String stack, Mending mending) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.PROPOSE);
        Change change = changes.mend(found.scope(), principal.actor(), find(found, stack), mending);
        return Pages.to(Links.change(found.entry().tenant(), change), mending.verb());
    }

    @GetMapping("/volumes")
    View volumes(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "volumes", "nav.volumes");
        List<VolumesPage.Row> rows = workloads.volumes(entry.scope()).stream()
                .map(volume -> new VolumesPage.Row(
                        volume,
                        stacks.find(entry.scope(), volume.stack())
                                .map(Stack::name)
                                .orElse("–")))
                .toList();
        return pages.page("volumes", frame, new VolumesPage(rows));
    }

    private Stack find(Entrance.RepositoryEntry entry, String stack) {
        return stacks.byName(entry.scope(), entry.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
    }

    private DriftPanel drift(Entrance.RepositoryEntry entry, Stack stack, @Nullable String service) {
        StackDrift drift = drifts.of(entry.scope(), stack);
        return DriftPanel.of(
                drift,
                drift.resources().stream()
                        .filter(one -> service == null || one.resource().name().equals(service))
                        .toList(),
                service == null
                        ? Links.stack(
                                entry.entry().tenant().name(),
                                entry.repository().name(),
                                stack.name())
                        : "",
                stacks.engine(stack.declaration().engine()).map(Engine::adopts).orElse(false),
                json);
    }

    private static @Nullable Instant back(String since, Instant now) {
        return switch (since) {
            case "15m" -> now.minus(Duration.ofMinutes(15));
            case "1h" -> now.minus(Duration.ofHours(1));
            case "1d" -> now.minus(Duration.ofDays(1));
            default -> null;
        };
    }

    private @Nullable String read(
            Entrance.RepositoryEntry entry,
            Stack stack,
            String service,
            String search,
            @Nullable Instant since,
            List<Workloads.ServiceLogLine> lines) {
        try {
            workloads.logs(
                    entry.scope(),
                    stack.id(),
                    service,
                    new Runtime.LogRequest(since, since == null ? LINES : MOST_LINES, false),
                    search.isBlank() ? Optional.empty() : Optional.of(search),
                    lines::add,
                    Cancellation.NONE);
            return null;
        } catch (Runtime.RuntimeUnavailable away) {
            return "The host does not answer: " + away.getMessage() + ".";
        }
    }
}
