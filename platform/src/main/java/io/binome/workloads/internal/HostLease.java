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

    /** A term that ends later than this was written by a clock that has been put back; clocks of servers may differ less. */
    private static final Duration LONGEST = TERM.multipliedBy(4);

    private final Database database;
    private final StackStore stacks;
    private final HostId host;
    private final UUID holder;
    private final InstantSource clock;
    private volatile Term term = Term.NONE;

    private record Term(Instant from, Instant until) {
        static final Term NONE = new Term(Instant.MAX, Instant.MIN);
    }

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
        boolean kept = database.asDispatcher(
                transaction -> stacks.keep(transaction, host, holder, now, end, now.plus(LONGEST)));
        term = kept ? new Term(now, end) : Term.NONE;
        return kept;
    }

    /** Asks nobody: true until the term that was last written is over, or the clock was put back to before it. */
    boolean held() {
        Term last = term;
        Instant now = clock.instant();
        return !now.isBefore(last.from()) && now.isBefore(last.until());
    }

    void release() {
        term = Term.NONE;
        database.asDispatcher(transaction -> {
            stacks.release(transaction, host, holder);
            return host;
        });
    }
}
