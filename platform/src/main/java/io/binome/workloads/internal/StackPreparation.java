package io.binome.workloads.internal;

import io.binome.compose.ComposeLoader;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeProject;
import io.binome.compose.Origin;
import io.binome.database.Database;
import io.binome.edge.Routes;
import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.SecretStore;
import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.ManifestPlace;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.HostFacts;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.PartStore.KeptVolume;
import io.binome.workloads.internal.StackStore.Placement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Gathers all that a plan or an apply of a commit needs to know: the wanted model, its host, images and ports. */
final class StackPreparation {
    private final Database database;
    private final ComposeLoader loader;
    private final Function<TenantScope, TenantLimits> limitsOf;
    private final Sites sites;
    private final Routes routes;
    private final Runtime runtime;
    private final ImageResolver images;
    private final StackStore stacks;
    private final PartStore parts;
    private final Fingerprint fingerprint;
    private final SecretStore secrets;
    private final ConcurrentHashMap<HostId, String> platforms = new ConcurrentHashMap<>();

    StackPreparation(
            Database database,
            ComposeLoader loader,
            Function<TenantScope, TenantLimits> limitsOf,
            Sites sites,
            Routes routes,
            Runtime runtime,
            ImageResolver images,
            StackStore stacks,
            PartStore parts,
            Fingerprint fingerprint,
            SecretStore secrets) {
        this.database = database;
        this.loader = loader;
        this.limitsOf = limitsOf;
        this.sites = sites;
        this.routes = routes;
        this.runtime = runtime;
        this.images = images;
        this.stacks = stacks;
        this.parts = parts;
        this.fingerprint = fingerprint;
        this.secrets = secrets;
    }

    /**
     * @param images by service
     * @param ports host port by service and container port
     */
    record Prepared(
            SiteId site,
            HostId host,
            String platform,
            TenantLimits limits,
            WantedStack wanted,
            SortedMap<String, ImageResolver.Resolved> images,
            SortedMap<String, SortedMap<Integer, Integer>> ports,
            Map<String, SortedMap<String, Value>> attributes,
            SortedMap<String, String> resolutions) {
        Prepared with(
                WantedStack otherWanted,
                SortedMap<String, ImageResolver.Resolved> otherImages,
                Map<String, SortedMap<String, Value>> otherAttributes) {
            return new Prepared(
                    site, host, platform, limits, otherWanted, otherImages, ports, otherAttributes, resolutions);
        }
    }

    Prepared prepare(Engine.PlanRequest request, CommitTree tree, RunLog log, Cancellation cancellation) {
        TenantScope scope = request.scope();
        StackDeclaration declaration = InputVariables.in(request, tree);
        ComposeProject project = load(tree, declaration);
        Function<String, Origin> place = key -> project.place(key).origin();
        Placement placement = place(request, tree, log);
        TenantLimits limits = limitsOf.apply(scope);
        String platform = platform(placement.host());
        SortedMap<String, String> resolutions = new TreeMap<>();
        StackSecrets borrowed = StackSecrets.borrow(project.tree(), request, secrets, resolutions, log, cancellation);
        WantedStack wanted =
                switch (StackReader.read(project.tree(), tree, declaration, limits, platform, borrowed)) {
                    case StackReader.Outcome.Read read -> read.stack();
                    case StackReader.Outcome.Wrong wrong -> throw PlanningStopped.refused(wrong.findings());
                };
        checkAttached(request, placement, wanted, place);
        SortedMap<String, SortedMap<Integer, Integer>> ports = new PortPlanner(routes)
                .plan(
                        scope,
                        placement.site(),
                        request.stack(),
                        wanted,
                        limits,
                        request.resolutions(),
                        resolutions,
                        place);
        SortedMap<String, ImageResolver.Resolved> resolved = images.resolve(
                new ImageResolver.Request(
                        scope,
                        placement.host(),
                        platform,
                        tree,
                        limits,
                        request.resolutions(),
                        resolutions,
                        log,
                        cancellation),
                wanted,
                place);
        wanted = ImageVolumes.mounted(wanted, resolved);
        checkCeiling(request, limits, wanted, project.tree().origin());
        return new Prepared(
                placement.site(),
                placement.host(),
                platform,
                limits,
                wanted,
                resolved,
                ports,
                attributes(scope, wanted, resolved, ports),
                resolutions);
    }

    TenantLimits limits(TenantScope scope) {
        return limitsOf.apply(scope);
    }

    Map<String, SortedMap<String, Value>> attributes(
            TenantScope scope,
            WantedStack wanted,
            SortedMap<String, ImageResolver.Resolved> images,
            SortedMap<String, SortedMap<Integer, Integer>> ports) {
        Map<String, SortedMap<String, Value>> attributes = new HashMap<>();
        wanted.services()
                .forEach((name, service) -> attributes.put(
                        name,
                        ServiceAttributes.of(
                                scope,
                                fingerprint,
                                service,
                                java.util.Objects.requireNonNull(images.get(name))
                                        .image(),
                                ports.getOrDefault(name, new TreeMap<>()))));
        return attributes;
    }

    ComposeProject load(CommitTree tree, StackDeclaration declaration) {
        return load(loader, tree, declaration);
    }

    static ComposeProject load(ComposeLoader loader, CommitTree tree, StackDeclaration declaration) {
        List<String> files = declaration.files().stream()
                .map(file -> RepositoryFiles.join(declaration.path(), file))
                .toList();
        try {
            return loader.load(
                    new TreeSources(tree),
                    ComposeOptions.inTree(declaration.path())
                            .withFiles(files)
                            .withFallbackName(declaration.name())
                            .withVariables(declaration.variables())
                            .withProfiles(declaration.profiles()));
        } catch (ProblemException problem) {
            if (problem.problem() instanceof ComposeProblem wrong) {
                throw PlanningStopped.refused(
                        wrong.each().stream().map(StackPreparation::finding).toList());
            }
            throw problem;
        }
    }

    private static Finding finding(ComposeProblem problem) {
        return new Finding(
                problem.code(),
                problem.place().file(),
                problem.place().line(),
                problem.place().column(),
                problem.place().keyPath().isEmpty() ? null : problem.place().keyPath(),
                IsolationRules.sentence(problem.reason()),
                IsolationRules.sentence(problem.advice()).replace("?.", "?"));
    }

    /** Where the stack runs; for a new one, the first host of its site that takes services. */
    private Placement place(Engine.PlanRequest request, CommitTree tree, RunLog log) {
        StackDeclaration declaration = request.declaration();
        String key = "stacks." + declaration.name() + ".site";
        Site site = sites.byName(declaration.site())
                .orElseThrow(() -> PlanningStopped.refused(List.of(ManifestPlace.finding(
                        tree,
                        "unknown-site",
                        key,
                        "There is no site '" + declaration.site() + "'.",
                        "Write one of: "
                                + String.join(
                                        ", ",
                                        sites.list().stream().map(Site::name).toList())
                                + "."))));
        Optional<Placement> present =
                database.inTenant(request.scope(), transaction -> stacks.find(transaction, request.stack()));
        if (present.isPresent()) {
            if (!present.get().site().equals(site.id())) {
                throw PlanningStopped.refused(List.of(ManifestPlace.finding(
                        tree,
                        "site-changed",
                        key,
                        "The stack runs on another site, and its volumes do not move by themselves.",
                        "Remove the stack by one change and add it on the other site by the next.")));
            }
            return present.get();
        }
        Host host = sites.hosts(site.id()).stream()
                .filter(Host::schedulable)
                .min(Comparator.<Host, Boolean>comparing(
                                candidate -> candidate.health().state() == Host.State.UNREACHABLE)
                        .thenComparing(Host::name))
                .orElseThrow(() -> PlanningStopped.failed(
                        "The site " + site.name() + " has no host that takes services. The provider can add one."));
        log.line("The stack is placed on site " + site.name());
        return new Placement(request.stack(), site.id(), host.id(), 0, null);
    }

    private String platform(HostId host) {
        return platforms.computeIfAbsent(host, id -> {
            HostFacts facts = runtime.facts(id);
            return "linux/"
                    + switch (facts.architecture()) {
                        case "x86_64" -> "amd64";
                        case "aarch64" -> "arm64";
                        default -> facts.architecture();
                    };
        });
    }

    private void checkCeiling(Engine.PlanRequest request, TenantLimits limits, WantedStack wanted, Origin place) {
        TenantClaims claims =
                database.inTenant(request.scope(), transaction -> TenantClaims.read(transaction, stacks, parts));
        Findings findings = new Findings();
        claims.exceeded(request.stack(), limits, request.declaration().name(), wanted)
                .forEach(excess -> findings.invalid(place, "services", excess.reason(), excess.instead()));
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings.all());
        }
    }

    private void checkAttached(
            Engine.PlanRequest request, Placement placement, WantedStack wanted, Function<String, Origin> place) {
        Findings findings = new Findings();
        database.inTenant(request.scope(), transaction -> {
            wanted.volumes().values().forEach(volume -> {
                if (volume.attach() == null) {
                    return;
                }
                String key = "volumes." + volume.name();
                Optional<KeptVolume> kept = parts.volume(transaction, volume.attach());
                String reason = kept.map(found -> unfit(found, request, placement, volume.name()))
                        .orElse("There is no kept volume " + volume.attach() + ".");
                if (!reason.isEmpty()) {
                    findings.invalid(
                            place.apply(key),
                            key,
                            reason,
                            "Write an id that the list of kept volumes shows as detached.");
                }
            });
            return wanted;
        });
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings.all());
        }
    }

    private static String unfit(KeptVolume volume, Engine.PlanRequest request, Placement placement, String name) {
        if (!volume.host().equals(placement.host())) {
            return "The volume " + volume.id() + " is on another host.";
        }
        boolean own = volume.stack().equals(request.stack()) && volume.name().equals(name);
        return volume.detachedAt() == null && !own ? "The volume " + volume.id() + " is in use." : "";
    }
}
