package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import io.binome.drivers.docker.EngineHttp.Answer;
import io.binome.kernel.Sha256;
import io.binome.sites.HostEndpoint;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A small container of Binome's own on every host, {@code binome-guard}. It keeps the {@link IsolationRules} in force and the
 * {@link TrafficRules}, looking every five seconds, whether Binome runs or not; and it holds the memory in which containers' files lie.
 *
 * <p>It works the same on this machine and on a remote one, and needs no root here: it runs the host's own shell and
 * {@code nft}, mounted read-only into an empty image, in the host's network namespace with {@code NET_ADMIN} and nothing
 * else. See docs/decisions/0009-network-isolation.md.
 */
final class HostGuard {
    static final String NAME = "binome-guard";
    static final String FILES_VOLUME = "bn-files";
    static final String FILES = "/binome/files";
    private static final String IMAGE = "binome/guard";
    private static final String CONFIGURATION = "io.binome.guard";
    private static final String READY = "in force";
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(5);

    /** Where Linux distributions keep programs and libraries; a host may lack some. */
    private static final List<String> PROGRAMS =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/run/systemd/resolve");

    private final DockerHost host;
    private final ConcurrentHashMap<String, String> filledWhile = new ConcurrentHashMap<>();
    private @Nullable Running running;
    private long checkedAt;

    HostGuard(DockerHost host) {
        this.host = host;
    }

    /** @param era changes whenever the memory was emptied */
    record Running(String containerId, String era, String filesFolder) {}

    /** Makes the rules be in force; cheap when they were a moment ago. */
    synchronized Running ensure() {
        Running present = running;
        if (present != null && System.nanoTime() - checkedAt < TRUSTED_FOR.toNanos()) {
            return present;
        }
        String rules = IsolationRules.text(host.settings().hostPorts());
        String script = script();
        String configuration =
                Sha256.hex(rules + counting() + script + host.settings().filesBytes());
        InspectContainerResponse found = find();
        if (found == null || !fits(found, configuration)) {
            found = replace(found, rules, script, configuration);
        }
        Running now = new Running(
                found.getId(), found.getId() + "@" + found.getState().getStartedAt(), filesFolder());
        running = now;
        checkedAt = System.nanoTime();
        return now;
    }

    /** After a word that the engine or the guard was restarted. */
    synchronized void distrust() {
        checkedAt = System.nanoTime() - TRUSTED_FOR.toNanos() - 1;
    }

    /**
     * Whether the files of this container were brought since the memory was last emptied. Looks for itself: a container
     * that is started without its files would find folders in their place, since the engine makes what is missing.
     */
    boolean holds(String owner) {
        distrust();
        Running guard = ensure();
        if (guard.era().equals(filledWhile.get(owner))) {
            return true;
        }
        boolean there = host.ask("look for a container's files", () -> {
            try (Answer answer = host.http()
                    .send(
                            "HEAD",
                            archivePath(guard, FILES + "/" + owner + "/" + FileArchive.COMPLETE),
                            Map.of(),
                            null)) {
                return answer.ok();
            }
        });
        if (there) {
            filledWhile.put(owner, guard.era());
        }
        return there;
    }

    /** Brings files, replacing those of the same owner. */
    void fill(String owner, byte[] archive) {
        distrust();
        Running guard = ensure();
        host.work("keep a container's files", () -> {
            try (Answer answer = host.http()
                    .send(
                            "PUT",
                            archivePath(guard, FILES),
                            Map.of("Content-Type", "application/x-tar"),
                            output -> output.write(archive))) {
                if (!answer.ok()) {
                    throw EngineFailures.refused("keep a container's files", answer.status(), answer.text());
                }
                return true;
            }
        });
        filledWhile.put(owner, guard.era());
    }

    /** Forgets files; those that a running container has open stay until it ends. */
    void empty(String owner) {
        filledWhile.remove(owner);
        run("forget a container's files", "rm", "-rf", FILES + "/" + owner);
    }

    /** What the packet filter has counted, in its own words; empty where no guard runs. */
    Optional<String> traffic() {
        return run("say what it has counted", "nft", "-a", "list", "table", "inet", TrafficRules.TABLE);
    }

    /** Runs something in the guard, if there is one; its output. */
    private Optional<String> run(String operation, String... command) {
        InspectContainerResponse guard = find();
        if (guard == null || !Boolean.TRUE.equals(guard.getState().getRunning())) {
            return Optional.empty();
        }
        return Optional.of(host.ask(operation, () -> {
            String id = host.client()
                    .execCreateCmd(guard.getId())
                    .withCmd(command)
                    .withAttachStdout(true)
                    .exec()
                    .getId();
            try (Answer answer = host.http()
                            .post(host.api() + "/exec/" + id + "/start", "{\"Detach\":false,\"Tty\":false}");
                    InputStream output = answer.content()) {
                return new String(LogFrames.plain(output), StandardCharsets.UTF_8);
            }
        }));
    }

    /** What counts the traffic, as it is right for this host. */
    private String counting() {
        return TrafficRules.text(remote());
    }

    private boolean remote() {
        return host.endpoint() instanceof HostEndpoint.Tcp;
    }

    private String archivePath(Running guard, String path) {
        return host.api() + "/containers/" + guard.containerId() + "/archive" + EngineHttp.query(Map.of("path", path));
    }

    private static boolean fits(InspectContainerResponse found, String configuration) {
        return Boolean.TRUE.equals(found.getState().getRunning())
                && found.getConfig().getLabels() != null
                && configuration.equals(found.getConfig().getLabels().get(CONFIGURATION));
    }

    private @Nullable InspectContainerResponse find() {
        return host.ask("show its guard", () -> {
            try {
                return host.client().inspectContainerCmd(NAME).exec();
            } catch (NotFoundException none) {
                return null;
            }
        });
    }

    private InspectContainerResponse replace(
            @Nullable InspectContainerResponse old, String rules, String script, String configuration) {
        if (old != null) {
            String oldId = old.getId();
            host.work("remove an outdated guard", () -> {
                try {
                    return host.client()
                            .removeContainerCmd(oldId)
                            .withForce(true)
                            .exec();
                } catch (NotFoundException gone) {
                    return null;
                }
            });
        }
        ensureImage();
        String id = create(rules, script, configuration);
        host.work("start its guard", () -> host.client().startContainerCmd(id).exec());
        awaitReady(id);
        return host.ask(
                "show its guard", () -> host.client().inspectContainerCmd(id).exec());
    }

    /** An image without a file: all that runs in it is the host's own. */
    private void ensureImage() {
        host.work("make the guard's image", () -> {
            try {
                return host.client().inspectImageCmd(IMAGE + ":1").exec().getId();
            } catch (NotFoundException none) {
                byte[] emptyTar = new byte[1024];
                try (Answer answer = host.http()
                        .send(
                                "POST",
                                host.api() + "/images/create"
                                        + EngineHttp.query(Map.of("fromSrc", "-", "repo", IMAGE, "tag", "1")),
                                Map.of("Content-Type", "application/x-tar"),
                                output -> output.write(emptyTar))) {
                    String said = answer.text();
                    if (!answer.ok()) {
                        throw EngineFailures.refused("make the guard's image", answer.status(), said);
                    }
                    return said;
                }
            }
        });
    }

    private String create(String rules, String script, String configuration) {
        host.work("make the memory for files", () -> host.client()
                .createVolumeCmd()
                .withName(FILES_VOLUME)
                .withDriver("local")
                .withDriverOpts(Map.of(
                        "type",
                        "tmpfs",
                        "device",
                        "tmpfs",
                        "o",
                        "mode=0700,noexec,nosuid,nodev,size=" + host.settings().filesBytes()))
                .exec());
        List<String> programs = new ArrayList<>(PROGRAMS);
        while (true) {
            try {
                return host.work("create its guard", () -> create(programs, rules, script, configuration));
            } catch (RuntimeRefused refused) {
                String said = String.valueOf(refused.getMessage());
                String missing = programs.stream()
                        .filter(folder -> said.endsWith(": " + folder))
                        .findFirst()
                        .orElse(null);
                if (missing == null || !said.contains("does not exist")) {
                    throw refused;
                }
                programs.remove(missing);
            }
        }
    }

    private String create(List<String> programs, String rules, String script, String configuration) {
        // Mounts, unlike binds, are refused when the host lacks the folder, instead of making it there.
        List<com.github.dockerjava.api.model.Mount> mounts = new ArrayList<>();
        for (String folder : programs) {
            mounts.add(bind(folder, folder));
        }
        mounts.add(bind("/etc", "/host/etc"));
        HostConfig limits = HostConfig.newHostConfig()
                .withNetworkMode("host")
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withCapAdd(Capability.NET_ADMIN)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMounts(mounts)
                .withBinds(new Bind(FILES_VOLUME, new Volume(FILES), AccessMode.rw))
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.LOCAL, Map.of("max-size", "1m", "max-file", "2")))
                .withMemory(64L << 20)
                .withMemorySwap(64L << 20)
                .withPidsLimit(32L);
        try {
            return host.client()
                    .createContainerCmd(IMAGE + ":1")
                    .withName(NAME)
                    .withLabels(Map.of(CONFIGURATION, configuration))
                    .withEntrypoint("/bin/sh", "-c", script, NAME)
                    .withCmd(rules, counting(), TrafficRules.chain(remote()))
                    .withStopTimeout(1)
                    .withHostConfig(limits)
                    .exec()
                    .getId();
        } catch (ConflictException somebodyElseDid) {
            return host.client().inspectContainerCmd(NAME).exec().getId();
        }
    }

    private static com.github.dockerjava.api.model.Mount bind(String source, String target) {
        return new com.github.dockerjava.api.model.Mount()
                .withType(com.github.dockerjava.api.model.MountType.BIND)
                .withSource(source)
                .withTarget(target)
                .withReadOnly(true);
    }

    private void awaitReady(String id) {
        host.work("put its isolation rules in force", () -> {
            String said = "";
            for (int attempt = 0; attempt < 400; attempt++) {
                said = new String(log(id), StandardCharsets.UTF_8);
                if (said.contains(READY)) {
                    return true;
                }
                InspectContainerResponse now =
                        host.client().inspectContainerCmd(id).exec();
                if (!Boolean.TRUE.equals(now.getState().getRunning()) || now.getRestartCount() > 0) {
                    break;
                }
                Thread.sleep(25);
            }
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.ISOLATION,
                    "The host cannot keep tenants apart, so nothing is started there. Its packet filter said: "
                            + said.strip()
                            + ". Install the package nftables on that host (Linux 5.3 or newer) and try again.");
        });
    }

    private byte[] log(String id) throws IOException {
        try (Answer answer = host.http().get(host.api() + "/containers/" + id + "/logs?stdout=1&stderr=1&tail=20")) {
            return LogFrames.plain(answer.content());
        }
    }

    private String filesFolder() {
        return host.ask(
                "show its volumes",
                () -> host.client().inspectVolumeCmd(FILES_VOLUME).exec().getMountpoint());
    }

    private static String script() {
        try (InputStream script = HostGuard.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is not beside its class");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
