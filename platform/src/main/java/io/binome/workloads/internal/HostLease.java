package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Makes one server alone the keeper of a host. A server that went silent loses it within {@link #TERM}. */
final class HostLease {
    static final Duration TERM = Duration.ofSeconds(4);
    static final Duration EVERY = Duration.ofSeconds(1);

    private final Database database;
    private final StackStore stacks;
    private final HostId host;
    private final UUID holder;
    private final InstantSource clock;
    private volatile Instant until = Instant.MIN;

    HostLease(Database database, StackStore stacks, HostId host, UUID holder, InstantSource clock) {
        this.database = database;
        this.stacks = stacks;
        this.host = host;
        this.holder = holder;
        this.clock = clock;
    }

    /** Takes or prolongs it; false while another server has it. */
    boolean renew() {
        Instant now = clock.instant();
        Instant end = now.plus(TERM);
        boolean kept = database.asDispatcher(transaction -> stacks.keep(transaction, host, holder, now, end));
        until = kept ? end : Instant.MIN;
        return kept;
    }

    /** Asks nobody: true until the term that was last written is over. */
    boolean held() {
        return clock.instant().isBefore(until);
    }

    void release() {
        until = Instant.MIN;
        database.asDispatcher(transaction -> {
            stacks.release(transaction, host, holder);
            return host;
        });
    }
}
