package io.binome.workloads;

import io.binome.kernel.HostId;
import io.binome.kernel.VolumeId;
import io.binome.stacks.Value;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in memory, faithful to {@link Runtime}: containers with states, health, events, logs; images with digests;
 * volumes and networks. Tests say how an image behaves ({@link #image}), break things ({@link #kill}, {@link #vanish},
 * {@link #alter}), cut a host off, and end the caller's process at any call ({@link #killAtCall}). Thread-safe.
 */
public final class FakeRuntime extends FakeEngine {
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

    /** What a volume holds from now on. */
    public synchronized void holds(VolumeId volume, long bytes) {
        held.put(volume, bytes);
    }
}
