package io.binome.tenancy.internal;

import static io.binome.database.tables.Notice.NOTICE;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.internal.DatabaseNotices;
import io.binome.runs.internal.DatabaseJobs;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.Tenant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are killed in the middle of a closing, and those that come after them. */
class KilledClosingTest {
    private final Tenancy room = new Tenancy();
    private final Tenant tenant = room.tenant("librairie");
    private final TenantScope scope = scope(tenant);
    private final DatabaseNotices notices =
            new DatabaseNotices(new DatabaseJobs(room.clock, room.ids), room.ids, room.clock);

    @AfterEach
    void close() {
        room.close();
    }

    /** After which step a server is killed. */
    enum Step {
        LOCKED,
        TOLD,
        RECORDED
    }

    /** A server of its own, that is killed after this step, if any. */
    private ClosingKeeper server(@Nullable Step last) {
        AtomicInteger asked = new AtomicInteger();
        StayListener listener = new StayListener() {
            @Override
            public List<Obstacle> obstacles(TenantScope of) {
                assertThat(room.tenants.get(of).open()).isTrue();
                // The second time it is asked under the lock.
                if (asked.incrementAndGet() == 2 && last == Step.LOCKED) {
                    kill();
                }
                return List.of();
            }

            @Override
            public void closed(Transaction transaction, Actor actor, Closing closing) {
                notices.tell(
                        transaction,
                        new Notice.OfTenant(NoticeKind.TENANT_CLOSED, actor, "closing", new TreeMap<>(), null));
                if (last == Step.TOLD) {
                    kill();
                }
            }
        };
        return new DatabaseClosings(room.database.database(), ledger(last), room.clock, listener).keeper();
    }

    private Ledger ledger(@Nullable Step last) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (_, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(room.ledger, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (method.getName().equals("append") && last == Step.RECORDED) {
                        kill();
                    }
                    return answer;
                });
    }

    /** As the kernel does with the server's connections when its process is killed: the transaction has no end. */
    private void kill() {
        room.database.asSuperuser(
                sql -> assertThat(sql.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                                + " current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()"))
                        .isNotEmpty());
    }

    private void announce() {
        Instant at = room.clock.instant().plus(Duration.ofDays(1));
        server(null)
                .closings()
                .announce(scope, room.owner(), "librairie", new Closing.Order(at, "The contract ends.", 90, false));
        room.clock.advance(Duration.ofDays(2));
    }

    private int told() {
        return room.database.database().<Integer>inTenant(scope, transaction -> transaction
                .sql()
                .fetchCount(NOTICE, NOTICE.KIND.eq(NoticeKind.TENANT_CLOSED.name())));
    }

    /** The ledger is verified as well. */
    private Stream<String> recorded() {
        return room.ledgerKinds(tenant).stream().filter("tenant.closed"::equals);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverComesAfterOneThatWasKilledEndsTheStayOnce(Step step) {
        announce();
        server(step).look();
        assertThat(room.tenants.get(scope).open()).isTrue();
        assertThat(told()).isZero();
        assertThat(recorded()).isEmpty();
        server(step).look();
        assertThat(room.tenants.get(scope).open()).as("killed once more").isTrue();

        room.clock.advance(Duration.ofHours(1));
        Instant end = room.clock.instant();
        server(null).look();
        assertThat(room.tenants.get(scope).closed()).isEqualTo(new Tenant.Closed(end, end.plus(Duration.ofDays(90))));
        room.clock.advance(Duration.ofHours(1));
        server(null).look();
        server(step).look();
        assertThat(room.tenants.get(scope).closed())
                .as("as it was: the moment does not move")
                .isEqualTo(new Tenant.Closed(end, end.plus(Duration.ofDays(90))));
        assertThat(told()).isEqualTo(1);
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void ofManyServersOneEndsIt() throws Exception {
        announce();
        try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> all = Stream.generate(() -> (Callable<Boolean>) () -> {
                        server(null).look();
                        return true;
                    })
                    .limit(6)
                    .toList();
            servers.invokeAll(all);
        }
        assertThat(room.tenants.get(scope).open()).isFalse();
        assertThat(told()).isEqualTo(1);
        assertThat(recorded()).hasSize(1);
    }
}
