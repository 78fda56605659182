package io.binome.server.console;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.server.shell.ShellLimits;
import io.binome.server.shell.ShellProblem;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.WorkloadProblem;
import io.binome.workloads.Workloads;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** A terminal in the page. The page opens nothing itself: its script does, by the API's door. */
@Controller
@RequestMapping("/t/{tenant}/{repository}/stacks/{stack}/services/{service}/shell")
final class ShellConsole {
    private final Entrance entrance;
    private final Stacks stacks;
    private final Workloads workloads;
    private final ShellLimits limits;
    private final Frames frames;
    private final Pages pages;

    ShellConsole(
            Entrance entrance, Stacks stacks, Workloads workloads, ShellLimits limits, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.stacks = stacks;
        this.workloads = workloads;
        this.limits = limits;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View shell(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String repository,
            @PathVariable String stack,
            @PathVariable String service,
            @RequestParam(required = false) @Nullable Integer replica) {
        Entrance.RepositoryEntry found = entrance.repository(principal, tenant, repository, Permission.OPERATE);
        Stack one = stacks.byName(found.scope(), found.repository().id(), stack)
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("stack", stack)));
        Workloads.Workload workload = workloads.of(found.scope(), one.id()).stream()
                .filter(known -> known.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("service", service)));
        Frame frame = frames.inside(request, principal, found.entry(), "services", service);
        return pages.page(
                "shell",
                frame,
                new ShellPage(
                        stack,
                        service,
                        Links.stack(tenant, repository, stack),
                        Links.service(tenant, repository, stack, service),
                        "/api/v1/tenants/" + tenant + "/repositories/" + repository + "/stacks/" + stack + "/services/"
                                + service + "/shell",
                        workload.replicas().stream()
                                .map(Workloads.Replica::ordinal)
                                .sorted()
                                .toList(),
                        replica,
                        frame.text("shell.ended", "{code}"),
                        problems(frame.reader(), service, replica == null ? 1 : replica)));
    }

    private Map<String, String> problems(Reader reader, String service, int replica) {
        Map<String, String> sentences = new LinkedHashMap<>();
        for (Problem problem : List.of(
                new ShellProblem.Idle(limits.idle()),
                new ShellProblem.TooLong(limits.longest()),
                new ShellProblem.NoLongerAllowed(),
                new ShellProblem.ServerStops(),
                new WorkloadProblem.ReplicaNotRunning(service, replica),
                new WorkloadProblem.ReplicaNotFound(service, replica),
                new WorkloadProblem.HostAway(service))) {
            sentences.put(problem.code(), reader.problem(problem));
        }
        return sentences;
    }
}
