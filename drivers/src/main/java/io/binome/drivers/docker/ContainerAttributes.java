package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.ContainerSpec.Mount;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a container by dotted path, once as the engine shows them and once as a specification asks for them.
 * The two are the same for a container that nobody touched, but for what its image adds (variables, command, user): a
 * comparison goes by the paths of the specification.
 */
final class ContainerAttributes {
    private final SortedMap<String, Value> values = new TreeMap<>();

    private ContainerAttributes() {}

    static SortedMap<String, Value> expected(ContainerSpec spec) {
        ContainerAttributes attributes = new ContainerAttributes();
        if (!spec.image().byDigest()) {
            attributes.text("image", spec.image().pin());
        }
        attributes.words("command", spec.command());
        attributes.words("entrypoint", spec.entrypoint());
        spec.environment().forEach((name, value) -> attributes.text("environment." + name, value));
        attributes.text("working_dir", spec.workingDirectory());
        attributes.text("user", spec.user());
        attributes.text("hostname", spec.hostname());
        attributes.limits(
                spec.limits().cpuMillis(),
                spec.limits().memoryBytes(),
                spec.limits().pids(),
                spec.limits().sharedMemoryBytes());
        attributes.text(
                "capabilities",
                capabilities(Capabilities.granted(spec.addedCapabilities(), spec.droppedCapabilities())));
        attributes.flags(spec.readOnly(), spec.init(), spec.terminal(), spec.openStdin());
        spec.networks().forEach(network -> attributes.text("networks." + network.network(), "attached"));
        for (Mount mount : spec.mounts()) {
            switch (mount) {
                case Mount.Volume volume ->
                    attributes.volume(volume.target(), ContainerNames.of(volume.volume()), volume.readOnly());
                case Mount.Temporary temporary -> attributes.text("mounts." + temporary.target(), "memory");
                case Mount.File file -> attributes.text("mounts." + file.target(), "file");
                case Mount.Folder folder -> attributes.text("mounts." + folder.target(), "file");
            }
        }
        if (spec.healthCheck() != null) {
            attributes.healthCheck(
                    spec.healthCheck().test(),
                    spec.healthCheck().interval().toNanos(),
                    spec.healthCheck().timeout().toNanos(),
                    spec.healthCheck().retries());
        }
        spec.extraHosts().forEach((name, address) -> attributes.text("extra_hosts." + name, address));
        if (!spec.dns().isEmpty()) {
            attributes.text("dns", String.join(", ", spec.dns()));
        }
        spec.ulimits().forEach((name, limit) -> attributes.text("ulimits." + name, limit.soft() + ":" + limit.hard()));
        attributes.fixed("no", false);
        return attributes.values;
    }

    static SortedMap<String, Value> observed(InspectContainerResponse container) {
        ContainerAttributes attributes = new ContainerAttributes();
        ContainerConfig config = container.getConfig();
        attributes.text("image", container.getImageId());
        attributes.words("command", list(config.getCmd()));
        attributes.words("entrypoint", list(config.getEntrypoint()));
        for (String variable : list(config.getEnv()) instanceof List<String> all ? all : List.<String>of()) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                attributes.text("environment." + variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        attributes.text("working_dir", emptyToNull(config.getWorkingDir()));
        attributes.text("user", emptyToNull(config.getUser()));
        attributes.text("hostname", emptyToNull(config.getHostName()));
        HealthCheck check = config.getHealthcheck();
        if (check != null && check.getTest() != null) {
            attributes.healthCheck(
                    check.getTest(),
                    zeroIfNull(check.getInterval()),
                    zeroIfNull(check.getTimeout()),
                    check.getRetries() == null ? 0 : check.getRetries());
        }
        attributes.hostSettings(container.getHostConfig(), config);
        container.getNetworkSettings().getNetworks().keySet().stream()
                .filter(network -> !network.equals("none"))
                .forEach(network -> attributes.text("networks." + network, "attached"));
        attributes.mounts(container);
        return attributes.values;
    }

    private void hostSettings(HostConfig host, ContainerConfig config) {
        limits(
                zeroIfNull(host.getNanoCPUs()) / 1_000_000,
                zeroIfNull(host.getMemory()),
                zeroIfNull(host.getPidsLimit()),
                host.getShmSize());
        text("capabilities", capabilities(host.getCapAdd() == null ? new Capability[0] : host.getCapAdd()));
        flags(
                Boolean.TRUE.equals(host.getReadonlyRootfs()),
                Boolean.TRUE.equals(host.getInit()),
                Boolean.TRUE.equals(config.getTty()),
                Boolean.TRUE.equals(config.getStdinOpen()));
        if (host.getExtraHosts() != null) {
            for (String entry : host.getExtraHosts()) {
                int colon = entry.indexOf(':');
                text("extra_hosts." + entry.substring(0, colon), entry.substring(colon + 1));
            }
        }
        if (host.getDns() != null && host.getDns().length > 0) {
            text("dns", String.join(", ", host.getDns()));
        }
        if (host.getUlimits() != null) {
            for (Ulimit limit : host.getUlimits()) {
                text("ulimits." + limit.getName(), limit.getSoftLong() + ":" + limit.getHardLong());
            }
        }
        if (host.getTmpFs() != null) {
            host.getTmpFs().keySet().forEach(target -> text("mounts." + target, "memory"));
        }
        String restart =
                host.getRestartPolicy() == null ? "" : host.getRestartPolicy().getName();
        fixed(restart == null || restart.isEmpty() ? "no" : restart, Boolean.TRUE.equals(host.getPrivileged()));
    }

    private void mounts(InspectContainerResponse container) {
        if (container.getMounts() == null) {
            return;
        }
        for (InspectContainerResponse.Mount mount : container.getMounts()) {
            String target =
                    mount.getDestination() == null ? "" : mount.getDestination().getPath();
            if (mount.getName() != null && !mount.getName().isEmpty()) {
                volume(target, mount.getName(), Boolean.FALSE.equals(mount.getRW()));
            } else if (mount.getSource() != null && mount.getSource().contains("/" + HostGuard.FILES_VOLUME + "/")) {
                text("mounts." + target, "file");
            } else if (mount.getSource() != null && !mount.getSource().isEmpty()) {
                text("mounts." + target, "host path " + mount.getSource());
            }
        }
    }

    private void limits(long cpuMillis, long memoryBytes, long pids, @Nullable Long sharedMemoryBytes) {
        text(
                "limits.cpus",
                BigDecimal.valueOf(cpuMillis, 3).stripTrailingZeros().toPlainString());
        values.put("limits.memory", Value.number(memoryBytes));
        values.put("limits.pids", Value.number(pids));
        if (sharedMemoryBytes != null) {
            values.put("limits.shared_memory", Value.number(sharedMemoryBytes));
        }
    }

    private void flags(boolean readOnly, boolean init, boolean terminal, boolean openStdin) {
        values.put("read_only", Value.truth(readOnly));
        values.put("init", Value.truth(init));
        values.put("tty", Value.truth(terminal));
        values.put("stdin_open", Value.truth(openStdin));
    }

    /** What is the same for every container, so that a change behind our back shows. */
    private void fixed(String restart, boolean privileged) {
        text("engine_restart", restart);
        values.put("privileged", Value.truth(privileged));
    }

    private void volume(String target, String name, boolean readOnly) {
        text("mounts." + target, "volume " + name + (readOnly ? " (read-only)" : ""));
    }

    private void healthCheck(List<String> test, long intervalNanos, long timeoutNanos, int retries) {
        words("healthcheck.test", test);
        values.put("healthcheck.interval_ms", Value.number(intervalNanos / 1_000_000));
        values.put("healthcheck.timeout_ms", Value.number(timeoutNanos / 1_000_000));
        values.put("healthcheck.retries", Value.number(retries));
    }

    private static String capabilities(Capability[] granted) {
        TreeSet<String> names = new TreeSet<>();
        for (Capability capability : granted) {
            names.add(capability.name().toUpperCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }

    private void words(String path, @Nullable List<String> words) {
        if (words != null) {
            values.put(path, new Value.Known(io.binome.kernel.CanonicalJson.text(words)));
        }
    }

    private void text(String path, @Nullable String value) {
        if (value != null) {
            values.put(path, Value.text(value));
        }
    }

    private static @Nullable List<String> list(String @Nullable [] words) {
        return words == null ? null : Arrays.asList(words);
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static long zeroIfNull(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** Labels that a container carries, never null. */
    static Map<String, String> labels(InspectContainerResponse container) {
        Map<String, String> labels = container.getConfig().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
