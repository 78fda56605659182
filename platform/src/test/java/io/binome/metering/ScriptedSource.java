package io.binome.metering;

import io.binome.kernel.HostId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host that a test works: cgroups that burn, appear and vanish, a kernel that is started again, a clock that is wrong. */
public final class ScriptedSource implements UsageSource {
    private final Map<Owner, Counters> all = new LinkedHashMap<>();
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    private Duration sinceBoot = Duration.ofHours(1);
    private Duration clockOff = Duration.ZERO;
    private Instant now;
    private int boots = 1;
    private int made;
    private boolean away;
    private int reads;

    public ScriptedSource(Instant now) {
        this.now = now;
    }

    public Instant now() {
        return now;
    }

    public int reads() {
        return reads;
    }

    public ScriptedSource pass(Duration time) {
        now = now.plus(time);
        sinceBoot = sinceBoot.plus(time);
        return this;
    }

    /** All who watch the clock see it jump; no time passes. */
    public ScriptedSource jump(Duration by) {
        now = now.plus(by);
        return this;
    }

    public ScriptedSource clockOff(Duration by) {
        clockOff = by;
        return this;
    }

    public ScriptedSource away(boolean isAway) {
        away = isAway;
        return this;
    }

    /** All cgroups are gone, and the host has been up again for so long. */
    public ScriptedSource reboot(Duration since) {
        all.clear();
        flows.clear();
        boots++;
        sinceBoot = since;
        return this;
    }

    public ScriptedSource use(Owner owner, long cpuMicros, long memoryBytes) {
        Counters then = all.get(owner);
        return put(
                owner,
                then == null ? "cgroup-" + ++made : then.identity(),
                (then == null ? 0 : then.cpuMicros()) + cpuMicros,
                memoryBytes,
                then == null ? -1 : then.sentBytes());
    }

    public ScriptedSource send(Owner owner, long bytes) {
        Counters then = all.get(owner);
        return put(
                owner,
                then == null ? "cgroup-" + ++made : then.identity(),
                then == null ? 0 : then.cpuMicros(),
                then == null ? 0 : then.memoryBytes(),
                Math.max(0, then == null ? 0 : then.sentBytes()) + bytes);
    }

    /** As it is, whatever it was. */
    public ScriptedSource put(Owner owner, String identity, long cpuMicros, long memoryBytes, long sentBytes) {
        all.put(owner, new Counters(owner, identity, cpuMicros, memoryBytes, 0, 0, false, sentBytes, -1));
        return this;
    }

    /** What a counter of traffic has counted since its own zero. */
    public ScriptedSource flow(Owner owner, String identity, long sentBytes, long requests) {
        flows.put(identity, new Flow(owner, identity, sentBytes, 0, requests));
        return this;
    }

    /** One that may have counted since then, by the right clock. */
    public ScriptedSource flow(Owner owner, String identity, long sentBytes, Instant begun) {
        flows.put(identity, new Flow(owner, identity, sentBytes, 0, 0, begun.plus(clockOff)));
        return this;
    }

    public ScriptedSource noFlows() {
        flows.clear();
        return this;
    }

    public ScriptedSource vanish(Owner owner) {
        all.remove(owner);
        return this;
    }

    public Sweep sweep() {
        List<Counters> read = new ArrayList<>(all.values());
        return new Sweep(now.plus(clockOff), sinceBoot, "boot-" + boots, read, new ArrayList<>(flows.values()));
    }

    @Override
    public Sweep read(HostId host) {
        reads++;
        if (away) {
            throw new HostAway("nobody answers", null);
        }
        return sweep();
    }
}
