package io.binome.workloads.internal;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Fingerprint;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ContainerSpec.FolderFile;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.internal.WantedService.ImageSource;
import io.binome.workloads.internal.WantedService.Shape;
import io.binome.workloads.internal.WantedService.WantedMount;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A service as a plan shows it: one value for each dotted path, secrets as fingerprints. What is not set has no path. */
final class ServiceAttributes {
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$|_PW$|PWD$|SALT).*");
    private static final Pattern ADDRESS_WITH_PASSWORD =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/@\\s]*:[^/@\\s]+@.*");

    private final TenantScope scope;
    private final Fingerprint fingerprint;
    private final SortedMap<String, Value> values = new TreeMap<>();

    private ServiceAttributes(TenantScope scope, Fingerprint fingerprint) {
        this.scope = scope;
        this.fingerprint = fingerprint;
    }

    /** @param ports host port by container port */
    static SortedMap<String, Value> of(
            TenantScope scope,
            Fingerprint fingerprint,
            WantedService service,
            PinnedImage image,
            Map<Integer, Integer> ports) {
        ServiceAttributes attributes = new ServiceAttributes(scope, fingerprint);
        attributes.image(service.image(), image);
        attributes.shape(service.shape());
        attributes.rules(service, ports);
        return attributes.values;
    }

    private void image(ImageSource source, PinnedImage image) {
        text("image", source.reference());
        text("image.digest", image.pin().substring(image.pin().indexOf("sha256:")));
        if (source instanceof ImageSource.Built built) {
            text("build.context", built.context().isEmpty() ? "." : built.context());
            text("build.dockerfile", built.inline() == null ? built.dockerfile() : "written in the Compose file");
            text("build.target", built.target());
            built.arguments().forEach((name, value) -> variable("build.args." + name, name, value));
        }
    }

    private void shape(Shape shape) {
        words("command", shape.command());
        words("entrypoint", shape.entrypoint());
        shape.environment().forEach((name, value) -> variable("environment." + name, name, value));
        shape.labels().forEach((name, value) -> text("labels." + name, value));
        text("working_dir", shape.workingDirectory());
        text("user", shape.user());
        text("hostname", shape.hostname());
        limits(shape.limits());
        if (!shape.addedCapabilities().isEmpty()) {
            text("cap_add", String.join(", ", shape.addedCapabilities()));
        }
        if (!shape.droppedCapabilities().isEmpty()) {
            text("cap_drop", String.join(", ", shape.droppedCapabilities()));
        }
        truth("read_only", shape.readOnly());
        truth("init", shape.init());
        truth("tty", shape.terminal());
        truth("stdin_open", shape.openStdin());
        text("stop_signal", shape.stopSignal());
        text("stop_grace_period", ComposeUnits.text(shape.stopGrace()));
        shape.networks().forEach((network, aliases) -> text("networks." + network, String.join(", ", aliases)));
        shape.mounts().forEach(this::mount);
        healthCheck(shape.healthCheck());
        shape.extraHosts().forEach((host, address) -> text("extra_hosts." + host, address));
        if (!shape.dns().isEmpty()) {
            text("dns", String.join(", ", shape.dns()));
        }
        shape.ulimits().forEach((name, limit) -> text("ulimits." + name, limit.soft() + ":" + limit.hard()));
    }

    private void limits(ContainerSpec.Limits limits) {
        text("limits.cpus", LimitsReader.decimal(limits.cpuMillis()));
        values.put("limits.memory", Value.number(limits.memoryBytes()));
        values.put("limits.pids", Value.number(limits.pids()));
        if (limits.sharedMemoryBytes() != null) {
            values.put("limits.shared_memory", Value.number(limits.sharedMemoryBytes()));
        }
    }

    private void mount(WantedMount wanted) {
        switch (wanted) {
            case WantedMount.Named named ->
                text("volumes." + named.target(), named.volume() + (named.readOnly() ? " (read-only)" : ""));
            case WantedMount.Ready(Mount.Volume volume) ->
                throw new IllegalStateException("A wanted volume has no id yet: " + volume.target());
            case WantedMount.Ready(Mount.Temporary temporary) ->
                text(
                        "tmpfs." + temporary.target(),
                        temporary.sizeBytes() + " bytes, mode " + Integer.toOctalString(temporary.mode()));
            case WantedMount.Ready(Mount.File file) -> {
                String path = (file.secret() ? "secrets." : "files.") + file.target();
                values.put(
                        path,
                        file.secret()
                                ? new Value.Sensitive(fingerprint.of(scope, file.contents()))
                                : Value.text("sha256:" + Sha256.hex(file.contents())));
                if (file.secret() || file.mode() != 0644 || file.uid() != 0 || file.gid() != 0) {
                    text(
                            path + ".owner",
                            file.uid() + ":" + file.gid() + " mode " + Integer.toOctalString(file.mode()));
                }
            }
            case WantedMount.Ready(Mount.Folder folder) ->
                text("files." + folder.target(), folder.files().size() + " files, sha256:" + hash(folder.files()));
        }
    }

    private static String hash(List<FolderFile> files) {
        Map<String, Object> hashes = new LinkedHashMap<>();
        files.forEach(file -> hashes.put(file.path(), file.mode() + " " + Sha256.hex(file.contents())));
        return Sha256.hex(CanonicalJson.bytes(hashes));
    }

    private void healthCheck(ContainerSpec.@Nullable HealthCheck check) {
        if (check != null) {
            words("healthcheck.test", check.test());
            text("healthcheck.interval", ComposeUnits.text(check.interval()));
            text("healthcheck.timeout", ComposeUnits.text(check.timeout()));
            values.put("healthcheck.retries", Value.number(check.retries()));
            text("healthcheck.start_period", ComposeUnits.text(check.startPeriod()));
        }
    }

    private void rules(WantedService service, Map<Integer, Integer> ports) {
        values.put("replicas", Value.number(service.replicas()));
        text(
                "restart",
                service.restart().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        service.ports().forEach(port -> {
            Integer hostPort = ports.get(port.containerPort());
            text(
                    "ports." + port.containerPort(),
                    (hostPort == null ? "" : hostPort + "/")
                            + port.mode().name().toLowerCase(java.util.Locale.ROOT));
        });
        service.dependsOn()
                .forEach((name, dependency) -> text(
                        "depends_on." + name,
                        dependency.condition().name().toLowerCase(java.util.Locale.ROOT)
                                + (dependency.required() ? "" : " (if there)")));
        text("update.order", service.stopFirst() ? "stop-first" : "start-first");
        if (service.update().parallelism() > 0) {
            values.put("update.parallelism", Value.number(service.update().parallelism()));
        }
        if (!service.update().delay().isZero()) {
            text("update.delay", ComposeUnits.text(service.update().delay()));
        }
    }

    private void variable(String path, String name, String value) {
        boolean secret = SECRET_NAME.matcher(name).matches() && !name.endsWith("_FILE")
                || ADDRESS_WITH_PASSWORD.matcher(value).matches();
        values.put(
                path,
                secret && !value.isEmpty()
                        ? new Value.Sensitive(fingerprint.of(scope, value.getBytes(StandardCharsets.UTF_8)))
                        : Value.text(value));
    }

    private void words(String path, @Nullable List<String> words) {
        if (words != null) {
            text(
                    path,
                    String.join(
                            " ", words.stream().map(ServiceAttributes::quoted).toList()));
        }
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void truth(String path, boolean value) {
        if (value) {
            values.put(path, Value.truth(true));
        }
    }

    private void text(String path, @Nullable String value) {
        if (value != null) {
            values.put(path, Value.text(value));
        }
    }
}
