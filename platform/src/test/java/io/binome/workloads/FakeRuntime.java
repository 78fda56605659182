package io.binome.workloads;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in memory, faithful to {@link Runtime}: containers with states, health, events, logs; images with digests;
 * volumes and networks. Tests say how an image behaves ({@link #image}), break things ({@link #kill}, {@link #vanish},
 * {@link #alter}), cut a host off, and end the caller's process at any call ({@link #killAtCall}). Thread-safe.
 */
public final class FakeRuntime implements Runtime {
    /** The caller's process has ended. Not an exception that anything may catch and go on from. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /**
     * How containers of an image behave.
     *
     * @param exitCode with which they end as soon as they are started; null when they go on running
     */
    public record Behaviour(
            @Nullable Integer exitCode, ObservedContainer.Health health, String log, Set<String> volumes) {
        public static final Behaviour RUNS = new Behaviour(null, ObservedContainer.Health.NONE, "", Set.of());

        public static Behaviour ends(int exitCode, String log) {
            return new Behaviour(exitCode, ObservedContainer.Health.NONE, log, Set.of());
        }

        public static Behaviour withHealth(ObservedContainer.Health health) {
            return new Behaviour(null, health, "", Set.of());
        }

        public static Behaviour withVolumes(String... paths) {
            return new Behaviour(null, ObservedContainer.Health.NONE, "", Set.of(paths));
        }
    }

    private final FakeImages images = new FakeImages();
    private final FakeAccidents accidents = new FakeAccidents();
    private final Map<String, FakeContainer> boxes = new LinkedHashMap<>();
    private final Map<HostId, Set<String>> networks = new HashMap<>();
    private final Map<HostId, Set<VolumeId>> volumes = new HashMap<>();
    private final Map<VolumeId, Long> held = new HashMap<>();
    private final Map<HostId, List<Consumer<RuntimeEvent>>> listeners = new HashMap<>();
    private final List<VolumeId> destroyedVolumes = new CopyOnWriteArrayList<>();
    /** Beside those that containers are made of. */
    public final List<UnusedImage> unusedImages = new CopyOnWriteArrayList<>();

    private int counter;
    private int most;

    // ---- what tests say

    /** Puts an image there; its digest follows from the contents given. */
    public FakeRuntime image(String reference, String contents, Behaviour behaviour) {
        images.put(reference, contents, behaviour);
        return this;
    }

    /** The digest that a reference means now. */
    public String images(String reference) {
        return images.digest(reference);
    }

    public FakeRuntime image(String reference) {
        return image(reference, reference, Behaviour.RUNS);
    }

    /** From then on the image behaves so; containers that run go on as they are. */
    public void behave(String contents, Behaviour behaviour) {
        images.behave(contents, behaviour);
    }

    /** The n-th call from now, counted from 1, and all after it, throw {@link Killed} before they have any effect. */
    public void killAtCall(long n) {
        accidents.killAtCall(n, false);
    }

    /** As {@link #killAtCall}, but the n-th call has its effect, of which its caller does not hear. */
    public void killAfterCall(long n) {
        accidents.killAtCall(n, true);
    }

    /** A new process: calls work again. */
    public void revive() {
        accidents.revive();
    }

    public boolean wasKilled() {
        return accidents.wasKilled();
    }

    public void cutOff(HostId host, boolean cut) {
        accidents.cutOff(host, cut);
    }

    /** As {@code docker kill}. */
    public void kill(String containerId) {
        end(containerId, 137);
    }

    public void end(String containerId, int exitCode) {
        FakeContainer box;
        synchronized (this) {
            box = require(containerId);
            if (box.state != ObservedContainer.State.RUNNING) {
                return;
            }
            box.finish(exitCode);
        }
        tell(box.host, new RuntimeEvent.Died(containerId, exitCode));
    }

    /** As {@code docker rm -f}. */
    public void vanish(String containerId) {
        FakeContainer box;
        synchronized (this) {
            box = require(containerId);
            boxes.remove(containerId);
        }
        tell(box.host, new RuntimeEvent.Died(containerId, 137));
        tell(box.host, new RuntimeEvent.Removed(containerId));
    }

    /** As {@code docker update}. */
    public void alter(String containerId, String path, Value value) {
        FakeContainer box;
        synchronized (this) {
            box = require(containerId);
            box.attributes.put(path, value);
        }
        tell(box.host, new RuntimeEvent.Altered(containerId));
    }

    public void health(String containerId, ObservedContainer.Health health) {
        FakeContainer box;
        synchronized (this) {
            box = require(containerId);
            box.health = health;
        }
        tell(box.host, new RuntimeEvent.HealthChanged(containerId, health));
    }

    public synchronized void say(String containerId, Instant at, String text) {
        require(containerId).log.add(new LogLine(at, false, text));
    }

    /** What each call was, in order: {@code create web}, {@code start web}, {@code stop web}, … */
    public List<String> calls() {
        return accidents.calls();
    }

    public void forgetCalls() {
        accidents.forgetCalls();
    }

    /** Ids of containers of a service that run, in the order of their creation. */
    public synchronized List<String> running(String service) {
        return boxes.values().stream()
                .filter(box -> box.spec.service().equals(service) && box.state == ObservedContainer.State.RUNNING)
                .map(box -> box.id)
                .toList();
    }

    public synchronized List<ContainerSpec> specs() {
        return boxes.values().stream().map(box -> box.spec).toList();
    }

    public synchronized ContainerSpec spec(String containerId) {
        return require(containerId).spec;
    }

    public synchronized Set<String> networks(HostId host) {
        return new TreeSet<>(networks.getOrDefault(host, Set.of()));
    }

    public List<VolumeId> destroyedVolumes() {
        return List.copyOf(destroyedVolumes);
    }

    /** The most containers of one service that ran at the same time since {@link #forgetPeak}. */
    public synchronized int peak() {
        return most;
    }

    public synchronized void forgetPeak() {
        most = 0;
    }

    // ---- the port

    @Override
    public HostFacts facts(HostId host) {
        call(host, "facts");
        return new HostFacts("20.10", "1.41", "cgroupfs", 1, 4, 8L << 30, "x86_64", true);
    }

    @Override
    public ImageResolution resolve(HostId host, ImageReference image) {
        call(host, "resolve " + image.reference());
        return images.resolve(image.reference());
    }

    @Override
    public void pull(
            HostId host, TenantScope scope, PinnedImage image, Consumer<String> progress, Cancellation cancellation) {
        call(host, "pull " + image.reference());
        images.require(image);
    }

    @Override
    public BuildOutcome build(HostId host, BuildRequest request, Consumer<String> log, Cancellation cancellation) {
        call(host, "build " + request.dockerfile());
        byte[] context;
        try (InputStream input = request.context()) {
            context = input.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        log.accept("Step 1/1 : FROM scratch");
        return new BuildOutcome.Built(images.built(context, request.arguments().toString()));
    }

    @Override
    public synchronized List<UnusedImage> unusedImages(HostId host, Set<String> keep) {
        call(host, "unusedImages");
        return unusedImages.stream().filter(image -> !keep.contains(image.id())).toList();
    }

    @Override
    public synchronized boolean removeImage(HostId host, String id) {
        call(host, "removeImage");
        return unusedImages.removeIf(image -> image.id().equals(id));
    }

    @Override
    public void ensureNetwork(HostId host, NetworkSpec network) {
        call(host, "ensureNetwork");
        synchronized (this) {
            networks.computeIfAbsent(host, _ -> new TreeSet<>()).add(network.name());
        }
    }

    @Override
    public void removeNetwork(HostId host, String networkName) {
        call(host, "removeNetwork");
        synchronized (this) {
            boolean used = boxes.values().stream()
                    .anyMatch(box -> box.host.equals(host)
                            && box.spec.networks().stream()
                                    .anyMatch(attached -> attached.network().equals(networkName)));
            if (used) {
                throw new RuntimeRefused(RuntimeRefused.Reason.CONFLICT, "network has active endpoints");
            }
            networks.computeIfAbsent(host, _ -> new TreeSet<>()).remove(networkName);
        }
    }

    @Override
    public void ensureVolume(HostId host, VolumeSpec volume) {
        call(host, "ensureVolume");
        synchronized (this) {
            volumes.computeIfAbsent(host, _ -> new java.util.HashSet<>()).add(volume.volume());
        }
    }

    @Override
    public void removeVolume(HostId host, VolumeId volume) {
        call(host, "removeVolume");
        synchronized (this) {
            volumes.computeIfAbsent(host, _ -> new java.util.HashSet<>()).remove(volume);
        }
        destroyedVolumes.add(volume);
    }

    /** What a volume holds from now on. */
    public synchronized void holds(VolumeId volume, long bytes) {
        held.put(volume, bytes);
    }

    @Override
    public Map<VolumeId, Long> volumeSizes(HostId host) {
        call(host, "volumeSizes");
        synchronized (this) {
            return Map.copyOf(held);
        }
    }

    @Override
    public synchronized Set<VolumeId> volumes(HostId host) {
        return Set.copyOf(volumes.getOrDefault(host, Set.of()));
    }

    @Override
    public String create(HostId host, ContainerSpec spec) {
        call(host, "create " + spec.service());
        synchronized (this) {
            for (FakeContainer box : boxes.values()) {
                if (box.spec.replica().equals(spec.replica())) {
                    return box.id;
                }
            }
            for (ContainerSpec.Attachment attached : spec.networks()) {
                if (!networks.getOrDefault(host, Set.of()).contains(attached.network())) {
                    throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such network " + attached.network());
                }
            }
            for (ContainerSpec.Mount mount : spec.mounts()) {
                if (mount instanceof ContainerSpec.Mount.Volume volume
                        && !volumes.getOrDefault(host, Set.of()).contains(volume.volume())) {
                    throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such volume " + volume.volume());
                }
            }
            Behaviour behaviour = images.require(spec.image());
            for (String path : behaviour.volumes()) {
                if (spec.mounts().stream().noneMatch(mount -> mount.target().equals(path))) {
                    throw new RuntimeRefused(RuntimeRefused.Reason.OTHER, "nothing is mounted at volume " + path);
                }
            }
            FakeContainer box = new FakeContainer("container-" + ++counter, host, spec);
            box.attributes.putAll(expected(spec));
            boxes.put(box.id, box);
            done();
            return box.id;
        }
    }

    @Override
    public void start(HostId host, String containerId) {
        call(host, "start " + service(containerId));
        Behaviour behaviour;
        synchronized (this) {
            FakeContainer box = require(containerId);
            if (box.state == ObservedContainer.State.RUNNING) {
                return;
            }
            behaviour = images.behaviour(box.spec.image());
            box.state = ObservedContainer.State.RUNNING;
            box.health = behaviour.health();
            box.starts++;
            box.startedAt = Instant.EPOCH.plusSeconds(box.starts);
            box.address = "198.18.0." + (1 + Math.floorMod(box.id.hashCode() + 7 * box.starts, 250));
            if (!behaviour.log().isEmpty()) {
                box.log.add(new LogLine(Instant.EPOCH, true, behaviour.log()));
            }
            if (behaviour.exitCode() != null) {
                box.finish(behaviour.exitCode());
            }
            long beside = boxes.values().stream()
                    .filter(other -> other.spec.workload().equals(box.spec.workload())
                            && other.state == ObservedContainer.State.RUNNING)
                    .count();
            most = (int) Math.max(most, beside);
        }
        tell(host, new RuntimeEvent.Started(containerId));
        if (behaviour.exitCode() != null) {
            tell(host, new RuntimeEvent.Died(containerId, behaviour.exitCode()));
        }
        done();
    }

    @Override
    public void stop(HostId host, String containerId, Duration grace) {
        call(host, "stop " + service(containerId));
        boolean ran;
        synchronized (this) {
            FakeContainer box = boxes.get(containerId);
            if (box == null) {
                throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such container");
            }
            ran = box.state == ObservedContainer.State.RUNNING;
            if (ran) {
                box.finish(143);
            }
        }
        if (ran) {
            tell(host, new RuntimeEvent.Died(containerId, 143));
        }
        done();
    }

    @Override
    public void remove(HostId host, String containerId) {
        call(host, "remove " + service(containerId));
        boolean was;
        synchronized (this) {
            was = boxes.remove(containerId) != null;
        }
        if (was) {
            tell(host, new RuntimeEvent.Removed(containerId));
        }
        done();
    }

    @Override
    public void updateLimits(HostId host, String containerId, ContainerSpec.Limits limits) {
        call(host, "updateLimits " + service(containerId));
        synchronized (this) {
            FakeContainer box = require(containerId);
            box.attributes.put("limits.memory", Value.number(limits.memoryBytes()));
            box.attributes.put("limits.pids", Value.number(limits.pids()));
        }
    }

    @Override
    public SortedMap<String, Value> expected(ContainerSpec spec) {
        SortedMap<String, Value> attributes = new TreeMap<>();
        attributes.put("image.digest", Value.text(FakeImages.digest(spec.image())));
        attributes.put("limits.memory", Value.number(spec.limits().memoryBytes()));
        attributes.put("limits.pids", Value.number(spec.limits().pids()));
        return attributes;
    }

    @Override
    public Optional<ObservedContainer> inspect(HostId host, String containerId) {
        call(host, "inspect " + service(containerId));
        synchronized (this) {
            return Optional.ofNullable(boxes.get(containerId)).map(FakeContainer::observed);
        }
    }

    @Override
    public List<ObservedContainer> observe(HostId host, Optional<StackId> stack) {
        call(host, "observe");
        synchronized (this) {
            return boxes.values().stream()
                    .filter(box -> box.host.equals(host))
                    .filter(box -> stack.isEmpty() || box.spec.stack().equals(stack.get()))
                    .map(FakeContainer::observed)
                    .toList();
        }
    }

    @Override
    public Address address(HostId host, String containerId, int containerPort) {
        call(host, "address " + service(containerId));
        synchronized (this) {
            FakeContainer box = require(containerId);
            if (box.state != ObservedContainer.State.RUNNING) {
                throw new RuntimeRefused(RuntimeRefused.Reason.CONFLICT, "the container does not run");
            }
            return new Address(box.address, containerPort);
        }
    }

    @Override
    public AutoCloseable follow(HostId host, Consumer<RuntimeEvent> listener) {
        call(host, "follow");
        synchronized (this) {
            listeners.computeIfAbsent(host, _ -> new CopyOnWriteArrayList<>()).add(listener);
        }
        return () -> {
            synchronized (this) {
                listeners.getOrDefault(host, new ArrayList<>()).remove(listener);
            }
        };
    }

    @Override
    public void logs(
            HostId host, String containerId, LogRequest request, Consumer<LogLine> lines, Cancellation cancellation) {
        call(host, "logs " + service(containerId));
        List<LogLine> all;
        synchronized (this) {
            FakeContainer box = boxes.get(containerId);
            all = box == null ? List.of() : List.copyOf(box.log);
        }
        all = all.stream()
                .filter(line -> request.since() == null || !line.at().isBefore(request.since()))
                .toList();
        int skip = request.tail() < 0 ? 0 : Math.max(0, all.size() - request.tail());
        all.stream().skip(skip).forEach(lines);
    }

    @Override
    public Usage usage(HostId host, String containerId) {
        call(host, "usage " + service(containerId));
        synchronized (this) {
            require(containerId);
            return new Usage(counter * 1_000_000L, 5L << 20, 1, Instant.EPOCH.plusSeconds(++counter));
        }
    }

    @Override
    public ExecSession exec(HostId host, String containerId, List<String> command, boolean terminal) {
        call(host, "exec " + service(containerId));
        byte[] output = String.join(" ", command).getBytes(StandardCharsets.UTF_8);
        return new FakeExec(output);
    }

    // ---- within

    private void call(HostId host, String what) {
        accidents.call(host, what);
    }

    private void done() {
        accidents.done();
    }

    private synchronized String service(String containerId) {
        FakeContainer box = boxes.get(containerId);
        return box == null ? "?" : box.spec.service();
    }

    private FakeContainer require(String containerId) {
        FakeContainer box = boxes.get(containerId);
        if (box == null) {
            throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such container " + containerId);
        }
        return box;
    }

    private void tell(HostId host, RuntimeEvent event) {
        List<Consumer<RuntimeEvent>> heard;
        synchronized (this) {
            heard = List.copyOf(listeners.getOrDefault(host, List.of()));
        }
        heard.forEach(listener -> listener.accept(event));
    }
}
