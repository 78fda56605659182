package io.binome.workloads.internal;

import io.binome.compose.Origin;
import io.binome.database.Database;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.HostId;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.BuildOutcome;
import io.binome.workloads.BuildRequest;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.WantedService.ImageSource;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Says which image each service means now, building those that are built; what an earlier plan resolved stays so. */
final class ImageResolver {
    private final Runtime runtime;
    private final Database database;
    private final PartStore parts;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Object> building = new ConcurrentHashMap<>();

    ImageResolver(Runtime runtime, Database database, PartStore parts, InstantSource clock) {
        this.runtime = runtime;
        this.database = database;
        this.parts = parts;
        this.clock = clock;
    }

    /** @param volumes paths that the image declares as volumes, as far as known */
    record Resolved(PinnedImage image, Set<String> volumes) {}

    /**
     * @param earlier resolutions of an earlier plan
     * @param resolutions where these ones are recorded
     */
    record Request(
            TenantScope scope,
            HostId host,
            String platform,
            CommitTree tree,
            TenantLimits limits,
            Map<String, String> earlier,
            SortedMap<String, String> resolutions,
            RunLog log,
            Cancellation cancellation) {}

    SortedMap<String, Resolved> resolve(Request request, WantedStack wanted, Function<String, Origin> place) {
        Map<ImageSource, String> sources = new LinkedHashMap<>();
        wanted.services().values().forEach(service -> sources.putIfAbsent(service.image(), service.name()));
        Findings findings = new Findings();
        Map<ImageSource, Optional<Resolved>> resolved = Parallel.map(sources.keySet(), 16, source -> {
            request.cancellation().check();
            String service = sources.getOrDefault(source, "");
            return switch (source) {
                case ImageSource.Named named -> named(request, named, service, place, findings);
                case ImageSource.Built built -> built(request, built, service, place, findings);
            };
        });
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings.all());
        }
        SortedMap<String, Resolved> images = new TreeMap<>();
        wanted.services().forEach((name, service) -> Optional.ofNullable(resolved.get(service.image()))
                .flatMap(found -> found)
                .ifPresent(found -> images.put(name, found)));
        return images;
    }

    private Optional<Resolved> named(
            Request request,
            ImageSource.Named named,
            String service,
            Function<String, Origin> place,
            Findings findings) {
        String key = "image:" + named.reference() + " " + named.platform();
        String pin = request.earlier().get(key);
        if (pin != null) {
            return Optional.of(record(request, key, new PinnedImage(named.reference(), pin), Set.of(), true));
        }
        return switch (runtime.resolve(
                request.host(), new ImageReference(request.scope(), named.reference(), named.platform()))) {
            case ImageResolution.Found found ->
                Optional.of(record(request, key, found.image(), found.facts().volumes(), false));
            case ImageResolution.NotFound missing -> {
                synchronized (findings) {
                    String at = "services." + service + ".image";
                    findings.invalid(
                            place.apply(at),
                            at,
                            "There is no image " + named.reference() + " for " + named.platform() + ": "
                                    + missing.reason(),
                            "Write the name of an image that can be pulled, or push it first.");
                }
                yield Optional.empty();
            }
            case ImageResolution.Unreachable unreachable ->
                throw PlanningStopped.failed(
                        "What the image " + named.reference() + " is could not be found out: " + unreachable.reason());
        };
    }

    /** What an image declares is kept beside its pin: it may be unknown when planned and known when applied. */
    private static Resolved record(Request request, String key, PinnedImage image, Set<String> volumes, boolean again) {
        String volumesKey = "volumes:" + image.pin();
        String text =
                again ? request.earlier().getOrDefault(volumesKey, "") : String.join("\n", new TreeSet<>(volumes));
        synchronized (request.resolutions()) {
            request.resolutions().put(key, image.pin());
            request.resolutions().put(volumesKey, text);
        }
        return new Resolved(image, text.isEmpty() ? Set.of() : new TreeSet<>(Set.of(text.split("\n"))));
    }

    private Optional<Resolved> built(
            Request request,
            ImageSource.Built built,
            String service,
            Function<String, Origin> place,
            Findings findings) {
        BuildContext context = new BuildContext(request.tree(), built);
        if (!context.isComplete()) {
            synchronized (findings) {
                String at = "services." + service + ".build";
                findings.invalid(
                        place.apply(at),
                        at,
                        "There is no file '" + RepositoryFiles.join(built.context(), built.dockerfile())
                                + "' in the repository.",
                        "Add it, or name another as dockerfile.");
            }
            return Optional.empty();
        }
        Map<String, String> stray = context.strayLinks();
        if (!stray.isEmpty()) {
            synchronized (findings) {
                String at = "services." + service + ".build.context";
                stray.forEach((link, target) -> findings.isolation(
                        place.apply(at),
                        at,
                        "The link '" + link + "' leads to '" + target + "', out of the repository.",
                        "Put the file itself in its place, let the link lead to a file of the repository by a relative path,"
                                + " or name it in .dockerignore."));
            }
            return Optional.empty();
        }
        String key = buildKey(request, built);
        String known = request.earlier().get("build:" + key);
        if (known != null) {
            return Optional.of(
                    record(request, "build:" + key, new PinnedImage(built.reference(), known), Set.of(), true));
        }
        // One build at a time for one key: several services of several changes may share it.
        synchronized (building.computeIfAbsent(request.scope().tenant() + key, _ -> new Object())) {
            Optional<String> cached =
                    database.inTenant(request.scope(), transaction -> parts.built(transaction, request.host(), key));
            if (cached.isPresent()) {
                ImageResolution there = runtime.resolve(
                        request.host(), new ImageReference(request.scope(), cached.get(), request.platform()));
                if (there instanceof ImageResolution.Found found) {
                    return Optional.of(record(
                            request,
                            "build:" + key,
                            new PinnedImage(built.reference(), cached.get()),
                            found.facts().volumes(),
                            false));
                }
            }
            String imageId = build(request, built, context);
            database.inTenant(request.scope(), transaction -> {
                parts.built(transaction, request.host(), key, imageId, clock.instant());
                return imageId;
            });
            Set<String> volumes =
                    runtime.resolve(request.host(), new ImageReference(request.scope(), imageId, request.platform()))
                                    instanceof ImageResolution.Found found
                            ? found.facts().volumes()
                            : Set.of();
            return Optional.of(
                    record(request, "build:" + key, new PinnedImage(built.reference(), imageId), volumes, false));
        }
    }

    private String build(Request request, ImageSource.Built built, BuildContext context) {
        request.log()
                .line("Building " + built.reference() + " from "
                        + (built.context().isEmpty() ? "the repository's root" : built.context()));
        BuildOutcome outcome = runtime.build(
                request.host(),
                new BuildRequest(
                        request.scope(),
                        context.open(),
                        context.dockerfile(),
                        built.target(),
                        built.arguments(),
                        Map.of(),
                        Math.max(1L << 30, request.limits().defaultMemoryBytes()),
                        request.limits().maximumCpuMillis()),
                line -> request.log().line("  " + line),
                request.cancellation());
        return switch (outcome) {
            case BuildOutcome.Built done -> done.imageId();
            case BuildOutcome.Failed failed ->
                throw PlanningStopped.failed("The build of " + built.reference() + " failed: " + failed.reason());
        };
    }

    private static String buildKey(Request request, ImageSource.Built built) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("context", request.tree().idAt(built.context()).orElse(""));
        parts.put("dockerfile", built.dockerfile());
        parts.put("inline", built.inline());
        parts.put("target", built.target());
        parts.put("arguments", built.arguments());
        parts.put("platform", request.platform());
        return Sha256.hex(CanonicalJson.bytes(parts));
    }
}
