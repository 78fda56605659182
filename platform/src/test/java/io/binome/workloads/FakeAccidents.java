package io.binome.workloads;

import io.binome.kernel.HostId;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What can go wrong with the calls of a {@link FakeRuntime}: hosts that are cut off, callers whose process ends. */
final class FakeAccidents {
    private final Set<HostId> cutOff = ConcurrentHashMap.newKeySet();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private long callsUntilKill = -1;
    private boolean killed;
    private boolean afterEffect;
    private @Nullable Thread dying;

    synchronized void killAtCall(long n, boolean after) {
        callsUntilKill = n;
        killed = false;
        afterEffect = after;
        dying = null;
    }

    synchronized void revive() {
        callsUntilKill = -1;
        killed = false;
        dying = null;
    }

    synchronized boolean wasKilled() {
        return killed;
    }

    void cutOff(HostId host, boolean cut) {
        if (cut) {
            cutOff.add(host);
        } else {
            cutOff.remove(host);
        }
    }

    List<String> calls() {
        return List.copyOf(calls);
    }

    void forgetCalls() {
        calls.clear();
    }

    /** Before a call has its effect. */
    void call(HostId host, String what) {
        synchronized (this) {
            if (killed || dying != null) {
                killed = true;
                throw new FakeRuntime.Killed();
            }
            if (callsUntilKill > 0 && --callsUntilKill == 0) {
                if (!afterEffect) {
                    killed = true;
                    throw new FakeRuntime.Killed();
                }
                dying = Thread.currentThread();
            }
        }
        calls.add(what);
        if (cutOff.contains(host)) {
            throw new RuntimeUnavailable("The host is cut off", new IOException("cut off"));
        }
    }

    /** After it had it. */
    synchronized void done() {
        if (dying == Thread.currentThread()) {
            killed = true;
            throw new FakeRuntime.Killed();
        }
    }
}
