package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Image;
import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.secrets.RegistryLogins;
import io.binome.secrets.RegistryLogins.Login;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.ImageResolution.Found;
import io.binome.workloads.ImageResolution.ImageFacts;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Images of one host, seen by one tenant at a time. */
final class HostImages {
    private static final Duration REGISTRY_WITHIN = Duration.ofSeconds(20);

    private final DockerHost host;
    private final RegistryLogins credentials;
    private final ImageOwnership ownership;

    HostImages(DockerHost host, RegistryLogins credentials, ImageOwnership ownership) {
        this.host = host;
        this.credentials = credentials;
        this.ownership = ownership;
    }

    /** What the registry said when asked for a digest. */
    private sealed interface Asked {
        record Digest(String digest, boolean withCredentials) implements Asked {}

        record No(String reason) implements Asked {}

        record Silent(String reason) implements Asked {}
    }

    ImageResolution resolve(ImageReference reference) {
        if (reference.reference().startsWith("sha256:")) {
            return byId(reference);
        }
        ImageName name;
        try {
            name = ImageName.parse(reference.reference());
        } catch (IllegalArgumentException wrong) {
            return new ImageResolution.NotFound(String.valueOf(wrong.getMessage()));
        }
        InspectImageResponse present = find(name.pullable());
        if (present != null && onlyHere(present)) {
            // No registry gave it: somebody loaded it, and asking a registry would find another image of that name.
            return local(reference, present)
                    .orElseGet(() -> new ImageResolution.NotFound(
                            "The image " + reference.reference() + " on this host is another tenant's"));
        }
        return switch (ask(reference.scope(), name)) {
            case Asked.Digest answer -> {
                record(reference.scope(), answer);
                String pin = name.name() + "@" + answer.digest();
                InspectImageResponse there = find(pin);
                yield new Found(
                        new PinnedImage(reference.reference(), pin), there == null ? noFacts() : factsOf(there));
            }
            case Asked.No no -> new ImageResolution.NotFound(no.reason());
            case Asked.Silent silent ->
                present == null
                        ? new ImageResolution.Unreachable(silent.reason())
                        : local(reference, present).orElseGet(() -> new ImageResolution.Unreachable(silent.reason()));
        };
    }

    private ImageResolution byId(ImageReference reference) {
        InspectImageResponse present = find(reference.reference());
        return (present == null ? Optional.<ImageResolution>empty() : local(reference, present))
                .orElseGet(() -> new ImageResolution.NotFound("This host has no image " + reference.reference()));
    }

    private Optional<ImageResolution> local(ImageReference reference, InspectImageResponse image) {
        if (!mayUse(image, reference.scope().tenant())) {
            return Optional.empty();
        }
        String pin = image.getId();
        if (!onlyHere(image) && !reference.reference().startsWith("sha256:")) {
            String name = ImageName.parse(reference.reference()).name();
            pin = image.getRepoDigests().stream()
                    .filter(digest -> ImageName.parse(digest).name().equals(name))
                    .map(digest -> ImageName.parse(digest).pullable())
                    .findFirst()
                    .orElse(image.getId());
        }
        return Optional.of(new Found(new PinnedImage(reference.reference(), pin), factsOf(image)));
    }

    /** Refuses with ISOLATION what is another tenant's, with NOT_FOUND what is not there. */
    InspectImageResponse usable(PinnedImage image, TenantId tenant) {
        InspectImageResponse present = find(image.pin());
        if (present == null) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.NOT_FOUND,
                    "The image " + image.pin() + " is not on this host; pull it first");
        }
        if (!mayUse(present, tenant)) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION,
                    "The image " + image.reference() + " is on this host, but not for this tenant");
        }
        return present;
    }

    void pull(TenantScope scope, PinnedImage image, Consumer<String> progress, Cancellation cancellation) {
        InspectImageResponse present = find(image.pin());
        if (present != null && mayUse(present, scope.tenant())) {
            return;
        }
        if (!image.byDigest()) {
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.NOT_FOUND,
                    "The image " + image.reference() + " (" + image.pin()
                            + ") exists in no registry and this host does not have it; build it there or load it");
        }
        ImageName name = ImageName.parse(image.pin());
        switch (ask(scope, name)) {
            case Asked.Digest answer -> record(scope, answer);
            case Asked.No no -> throw new RuntimeRefused(RuntimeRefused.Reason.UNAUTHORIZED, no.reason());
            case Asked.Silent silent -> throw new RuntimeRefused(RuntimeRefused.Reason.OTHER, silent.reason());
        }
        if (present != null) {
            return;
        }
        String path = host.api() + "/images/create"
                + EngineHttp.query(Map.of("fromImage", name.name(), "tag", String.valueOf(name.digest())));
        JsonLines.read(
                host, "pull " + image.reference(), path, authentication(scope, name), null, cancellation, line -> {
                    String status = line.path("status").asString("");
                    String layer = line.path("id").asString("");
                    if (!status.isEmpty()
                            && line.path("progressDetail").path("current").isMissingNode()) {
                        progress.accept(layer.isEmpty() ? status : layer + ": " + status);
                    }
                });
    }

    /** Whether some image on this host is closed to the tenant, so that a build must not take what lies around. */
    boolean anyClosedTo(TenantId tenant) {
        return host.ask("list its images", () -> host.client().listImagesCmd().exec()).stream()
                .anyMatch(image -> !ownership.mayUse(digests(image.getId(), asList(image.getRepoDigests())), tenant));
    }

    Image[] all() {
        return host.ask(
                "list its images", () -> host.client().listImagesCmd().exec().toArray(Image[]::new));
    }

    private boolean mayUse(InspectImageResponse image, TenantId tenant) {
        return ownership.mayUse(digests(image.getId(), image.getRepoDigests()), tenant);
    }

    private static Set<String> digests(String id, @Nullable List<String> repositoryDigests) {
        Set<String> digests = new HashSet<>();
        digests.add(id);
        if (repositoryDigests != null) {
            repositoryDigests.stream()
                    .filter(digest -> digest.indexOf('@') > 0)
                    .forEach(digest -> digests.add(digest.substring(digest.indexOf('@') + 1)));
        }
        return digests;
    }

    private void record(TenantScope scope, Asked.Digest answer) {
        if (answer.withCredentials()) {
            ownership.grant(answer.digest(), scope.tenant());
        } else {
            ownership.open(answer.digest());
        }
    }

    private Asked ask(TenantScope scope, ImageName name) {
        Map<String, String> anonymous = Map.of();
        Asked first = ask(name, anonymous, false);
        Map<String, String> login = authentication(scope, name);
        // Without credentials first: what is open to all need not be pulled once for each tenant.
        return first instanceof Asked.No && !login.isEmpty() ? ask(name, login, true) : first;
    }

    private Asked ask(ImageName name, Map<String, String> headers, boolean withCredentials) {
        String operation = "ask the registry " + name.registry() + " for " + name.pullable();
        try {
            return host.within(REGISTRY_WITHIN, operation, () -> {
                try (Answer answer = host.http()
                        .send("GET", host.api() + "/distribution/" + name.pullable() + "/json", headers, null)) {
                    String text = answer.text();
                    if (answer.ok()) {
                        JsonNode descriptor = DockerHost.JSON.readTree(text).path("Descriptor");
                        return new Asked.Digest(descriptor.path("digest").asString(""), withCredentials);
                    }
                    String said = EngineFailures.sentence(text);
                    return registrySaidNo(answer.status(), said)
                            ? new Asked.No("The registry " + name.registry() + " does not give " + name.pullable()
                                    + (withCredentials ? " for this tenant's login: " : " without a login: ") + said)
                            : new Asked.Silent("The registry " + name.registry() + " did not answer: " + said);
                }
            });
        } catch (io.binome.workloads.Runtime.RuntimeUnavailable silent) {
            return new Asked.Silent("The registry " + name.registry() + " did not answer in time");
        }
    }

    /** The daemon says 500 for a registry that cannot be reached, and for some that said no. */
    private static boolean registrySaidNo(int status, String said) {
        return status == 401
                || status == 403
                || status == 404
                || said.contains("manifest unknown")
                || said.contains("unauthorized")
                || said.contains("denied")
                || said.contains("no basic auth credentials");
    }

    private Map<String, String> authentication(TenantScope scope, ImageName name) {
        return credentials.login(scope, name.registry()).map(HostImages::header).orElseGet(Map::of);
    }

    private static Map<String, String> header(Login login) {
        return Map.of("X-Registry-Auth", encoded(entry(login)));
    }

    /** All logins of a tenant as a build takes them. */
    Map<String, String> buildAuthentication(TenantScope scope) {
        Map<String, Object> all = new HashMap<>();
        for (Login login : credentials.logins(scope)) {
            String address = login.registry().equals("docker.io") ? "https://index.docker.io/v1/" : login.registry();
            all.put(address, entry(login));
        }
        return all.isEmpty() ? Map.of() : Map.of("X-Registry-Config", encoded(all));
    }

    private static Map<String, Object> entry(Login login) {
        String address = login.registry().equals("docker.io") ? "https://index.docker.io/v1/" : login.registry();
        return Map.of("username", login.user(), "password", login.password(), "serveraddress", address);
    }

    private static String encoded(Map<String, Object> content) {
        return Base64.getUrlEncoder()
                .encodeToString(DockerHost.JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean onlyHere(InspectImageResponse image) {
        return image.getRepoDigests() == null || image.getRepoDigests().isEmpty();
    }

    @Nullable
    InspectImageResponse find(String reference) {
        return host.ask("show an image", () -> {
            try {
                return host.client().inspectImageCmd(reference).exec();
            } catch (NotFoundException none) {
                return null;
            }
        });
    }

    static ImageFacts factsOf(InspectImageResponse image) {
        ContainerConfig config = image.getConfig();
        if (config == null) {
            return noFacts();
        }
        ExposedPort[] ports = config.getExposedPorts();
        return new ImageFacts(
                config.getVolumes() == null
                        ? Set.of()
                        : new TreeSet<>(config.getVolumes().keySet()),
                ports == null
                        ? Set.of()
                        : Arrays.stream(ports)
                                .map(ExposedPort::toString)
                                .collect(Collectors.toCollection(TreeSet::new)),
                config.getUser() == null ? "" : config.getUser(),
                config.getHealthcheck() == null ? null : config.getHealthcheck().getTest());
    }

    private static ImageFacts noFacts() {
        return new ImageFacts(Set.of(), Set.of(), "", null);
    }

    private static @Nullable List<String> asList(String @Nullable [] texts) {
        return texts == null ? null : Arrays.asList(texts);
    }
}
