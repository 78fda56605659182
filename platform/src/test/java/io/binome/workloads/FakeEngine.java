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

/**
 * The half of {@link FakeRuntime} that is {@link Runtime}: what an engine does with containers, images, volumes and
 * networks in memory. Thread-safe.
 */
abstract class FakeEngine implements Runtime {
    final FakeImages images = new FakeImages();
    final FakeAccidents accidents = new FakeAccidents();
    final Map<String, FakeContainer> boxes = new LinkedHashMap<>();
    final Map<HostId, Set<String>> networks = new HashMap<>();
    final Map<HostId, Set<VolumeId>> volumes = new HashMap<>();
    final Map<VolumeId, Long> held = new HashMap<>();
    final Map<HostId, List<Consumer<RuntimeEvent>>> listeners = new HashMap<>();
    final List<VolumeId> destroyedVolumes = new CopyOnWriteArrayList<>();
    /** Beside those that containers are made of. */
    public final List<UnusedImage> unusedImages = new CopyOnWriteArrayList<>();

    int counter;
    int most;

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
            FakeRuntime.Behaviour behaviour = images.require(spec.image());
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
        FakeRuntime.Behaviour behaviour;
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

    final void call(HostId host, String what) {
        accidents.call(host, what);
    }

    final void done() {
        accidents.done();
    }

    final synchronized String service(String containerId) {
        FakeContainer box = boxes.get(containerId);
        return box == null ? "?" : box.spec.service();
    }

    final FakeContainer require(String containerId) {
        FakeContainer box = boxes.get(containerId);
        if (box == null) {
            throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such container " + containerId);
        }
        return box;
    }

    final void tell(HostId host, RuntimeEvent event) {
        List<Consumer<RuntimeEvent>> heard;
        synchronized (this) {
            heard = List.copyOf(listeners.getOrDefault(host, List.of()));
        }
        heard.forEach(listener -> listener.accept(event));
    }
}
