package io.binome.drivers.bubblewrap;

import io.binome.kernel.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who gets memory next: tenants take turns, and of one tenant the one who came first. A pure machine of states without
 * time or threads; {@link RunMemory} makes callers wait for it. Whoever's turn it is keeps it until there is enough: a
 * large run is not overtaken by small ones for ever.
 */
final class MemoryTurns {
    private final long total;
    private final Map<TenantId, Deque<Ask>> waiting = new LinkedHashMap<>();
    private long given;

    MemoryTurns(long total) {
        this.total = total;
    }

    /** One request; the same object through its life. */
    static final class Ask {
        private final TenantId tenant;
        private final long bytes;

        private Ask(TenantId tenant, long bytes) {
            this.tenant = tenant;
            this.bytes = bytes;
        }

        long bytes() {
            return bytes;
        }
    }

    long total() {
        return total;
    }

    long given() {
        return given;
    }

    int waitingCount() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Queues; {@link #next} says when it is granted. @throws IllegalArgumentException when it could never be */
    Ask ask(TenantId tenant, long bytes) {
        if (bytes > total || bytes < 0) {
            throw new IllegalArgumentException(bytes + " of " + total + " bytes");
        }
        Ask ask = new Ask(tenant, bytes);
        waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>()).add(ask);
        return ask;
    }

    /** Those that are granted now, in their order. To be called after each of the other methods. */
    List<Ask> next() {
        List<Ask> granted = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Map.Entry<TenantId, Deque<Ask>> turn = waiting.entrySet().iterator().next();
            Ask first = turn.getValue().element();
            if (first.bytes > total - given) {
                break;
            }
            given += first.bytes;
            turn.getValue().remove();
            granted.add(first);
            // Behind all others: the next one's turn.
            waiting.remove(turn.getKey());
            if (!turn.getValue().isEmpty()) {
                waiting.put(turn.getKey(), turn.getValue());
            }
        }
        return granted;
    }

    /** Takes back what was granted. */
    void giveBack(Ask ask) {
        given -= ask.bytes;
    }

    /** Leaves the queue. @return false when it was granted already, so that it must be given back */
    boolean leave(Ask ask) {
        Deque<Ask> queue = waiting.get(ask.tenant);
        if (queue == null || !queue.remove(ask)) {
            return false;
        }
        if (queue.isEmpty()) {
            waiting.remove(ask.tenant);
        }
        return true;
    }
}
