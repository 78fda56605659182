package io.binome.drift.internal;

import static io.binome.database.tables.Run.RUN;
import static io.binome.database.tables.RunLogChunk.RUN_LOG_CHUNK;
import static io.binome.testing.Eventually.eventuallySome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Change;
import io.binome.changes.Mending;
import io.binome.changes.internal.ChangesFixture;
import io.binome.drift.DriftSettings;
import io.binome.drift.Drifts;
import io.binome.drift.StackDrift;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.repositories.Repositories;
import io.binome.runs.Run;
import io.binome.stacks.Action;
import io.binome.stacks.Stack;
import io.binome.stacks.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looking, restoring and adopting over real PostgreSQL, real Git and real jobs; only the engine is a fake. */
class DriftRoomTest {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock =
            () -> Instant.now().truncatedTo(ChronoUnit.MICROS).plus(ahead.get());
    private final AtomicReference<DriftRoom> made = new AtomicReference<>();
    private final ChangesFixture room = new ChangesFixture(fixture -> {
        made.set(new DriftRoom(new DriftRoom.Needs(
                fixture.database.database(),
                fixture.ledger,
                fixture.notices,
                fixture.changes,
                fixture.stacks,
                fixture.runs,
                fixture.jobs,
                clock)));
        return made.get().handlers();
    });
    private final Drifts drifts = made.get().drifts();
    private final DriftKeeper keeper = made.get()
            .keeper(new DriftSettings(Duration.ofHours(24), 2, Duration.ofDays(90)), () -> List.of(room.scope));

    @AfterEach
    void close() {
        room.close();
    }

    private Stack applied(String... names) {
        Map<String, String> files = new TreeMap<>();
        files.put("binome.yaml", ChangesFixture.manifest(names));
        for (String name : names) {
            files.put(name + "/things", "size=small\n");
        }
        room.ship("first", files);
        return room.stack(names[0]);
    }

    /** Somebody changes what runs, behind everybody's back. */
    private void tamper(Stack stack, String value) {
        room.engine.live.get(stack.id()).put("size", value);
    }

    private StackDrift look(Stack stack) {
        drifts.look(room.scope, room.author, stack);
        return await(stack, drift -> !drift.looking());
    }

    private StackDrift await(Stack stack, Predicate<StackDrift> condition) {
        return eventuallySome(() -> Optional.of(drifts.of(room.scope, stack)).filter(condition));
    }

    private List<String> recorded() {
        return room.ledger.list(room.scope, LedgerFilter.ANY, PageRequest.first(200)).items().stream()
                .map(LedgerEntry::kind)
                .filter(kind -> kind.startsWith("stack.d"))
                .toList()
                .reversed();
    }

    @Test
    void driftIsFoundWithWhatAndSinceWhen() {
        Stack stack = applied("web");
        StackDrift clean = look(stack);
        assertThat(clean.drifted()).isFalse();
        assertThat(clean.lookedAt()).isNotNull();
        assertThat(clean.watch()).isEqualTo(StackDrift.Watch.SCHEDULED);

        tamper(stack, "large");
        StackDrift first = look(stack);
        assertThat(first.since()).isNotNull();
        assertThat(first.resources()).singleElement().satisfies(one -> {
            assertThat(one.resource().address()).isEqualTo("thing.size");
            assertThat(one.resource().before()).containsEntry("value", Value.text("small"));
            assertThat(one.resource().after()).containsEntry("value", Value.text("large"));
            assertThat(one.since()).isEqualTo(first.since());
        });
        Run run = room.runs.find(room.scope, first.run()).orElseThrow();
        assertThat(run.kind()).isEqualTo(Run.Kind.DRIFT);
        assertThat(run.change()).isNull();
        assertThat(room.runs.read(room.scope, run.id(), 0, 100_000).text()).contains("1 not as applied.");

        StackDrift second = look(stack);
        assertThat(second.since()).isEqualTo(first.since());
        assertThat(second.lookedAt()).isAfter(first.lookedAt());
        assertThat(drifts.list(room.scope, PageRequest.first(10)).items()).containsExactly(second);

        tamper(stack, "small");
        assertThat(look(stack).drifted()).isFalse();
        assertThat(drifts.list(room.scope, PageRequest.first(10)).items()).isEmpty();
        assertThat(recorded())
                .containsExactly(
                        "stack.drift-look-asked",
                        "stack.drift-look-asked",
                        "stack.drifted",
                        "stack.drift-look-asked",
                        "stack.drift-look-asked",
                        "stack.drift-gone");
    }

    @Test
    void looksAreForgottenButForTheNewestAndThoseThatFoundSomething() {
        Stack stack = applied("web");
        RunId nothing = look(stack).run();
        tamper(stack, "large");
        RunId found = look(stack).run();
        tamper(stack, "small");
        RunId second = look(stack).run();
        RunId newest = look(stack).run();

        assertThat(keeper.forget()).isEqualTo(1);
        assertThat(room.runs.find(room.scope, nothing)).isEmpty();
        assertThat(room.runs.find(room.scope, found)).as("it found drift").isPresent();
        assertThat(room.runs.find(room.scope, second)).isPresent();
        assertThat(room.runs.read(room.scope, newest, 0, 100_000).text()).contains("as it was applied");
        assertThat(room.database.database().<Integer>inTenant(room.scope, transaction -> transaction
                        .sql()
                        .fetchCount(RUN_LOG_CHUNK, RUN_LOG_CHUNK.RUN_ID.eq(nothing.value()))))
                .as("with its log")
                .isZero();

        ahead.set(Duration.ofDays(91));
        assertThat(keeper.forget()).isEqualTo(1);
        assertThat(room.runs.find(room.scope, found)).as("that is long ago").isEmpty();
        assertThat(drifts.of(room.scope, stack).run()).isEqualTo(newest);
    }

    @Test
    void runsOfChangesAreNeverForgotten() {
        Stack stack = applied("web");
        int runs = room.database
                .database()
                .inTenant(room.scope, transaction -> transaction.sql().fetchCount(RUN));
        assertThat(runs).isPositive();
        assertThat(room.database.database().<Integer>inTenant(room.scope, transaction -> transaction
                        .sql()
                        .deleteFrom(RUN)
                        .execute()))
                .as("the database itself refuses: %s", stack)
                .isZero();
    }

    @Test
    void onePressMakesTheChangeThatRestores() {
        Stack stack = applied("web", "shop");
        tamper(stack, "large");
        look(stack);
        String before = room.main();
        Change change = room.changes.mend(room.scope, room.author, stack, Mending.RESTORE);
        assertThat(room.changes
                        .mend(room.scope, room.reviewer, stack, Mending.RESTORE)
                        .id())
                .as("pressed twice, opened once")
                .isEqualTo(change.id());
        Change planned = room.await(change.id(), "planned");
        assertThat(planned.title()).isEqualTo("Restore web");
        assertThat(room.changes.plans(room.scope, change.id())).singleElement().satisfies(plan -> {
            assertThat(plan.stack()).isEqualTo(stack.id());
            assertThat(plan.plan().changes()).singleElement().satisfies(resource -> {
                assertThat(resource.action()).isEqualTo(Action.UPDATE);
                assertThat(resource.after()).containsEntry("value", Value.text("small"));
            });
        });
        assertThatThrownBy(() -> room.apply(change.id())).hasMessageContaining("1 approval");
        room.approve(change.id());
        room.apply(change.id());
        Change merged = room.await(change.id(), "merged");
        assertThat(room.value("web", "size")).contains("small");
        assertThat(room.main()).isEqualTo(merged.merge()).isNotEqualTo(before);
        assertThat(room.repositories.changedPaths(room.scope, stack.repository(), before, room.main()))
                .isEmpty();

        // Whether that restored it is looked for without anybody asking.
        Stack restored = room.stack("web");
        assertThat(drifts.of(room.scope, restored).outdated()).isTrue();
        keeper.pass();
        assertThat(await(restored, drift -> !drift.looking()).drifted()).isFalse();

        assertThatThrownBy(() -> room.command(
                        room.author, change.id(), new io.binome.changes.ChangeCommand.GoBack("It was right before")))
                .hasMessageContaining("changed no file");

        // A later restore is another change, on a branch of its own.
        tamper(restored, "huge");
        Change again = room.changes.mend(room.scope, room.author, restored, Mending.RESTORE);
        assertThat(again.branch()).isEqualTo("restore/web-2");
        assertThat(room.await(again.id(), "planned").summary().updates()).isEqualTo(1);
    }

    @Test
    void whatWasFoundCanBeAdoptedByEnginesThatRecordIt() {
        Stack stack = applied("web");
        tamper(stack, "large");
        assertThatThrownBy(() -> room.changes.mend(room.scope, room.author, stack, Mending.ADOPT))
                .hasMessageContaining("nothing can be taken over");
        room.engine.adopts = true;
        Change change = room.changes.mend(room.scope, room.author, stack, Mending.ADOPT);
        room.await(change.id(), "planned");
        assertThat(room.changes.plans(room.scope, change.id()).getFirst().plan())
                .satisfies(plan -> {
                    assertThat(plan.adopts()).isTrue();
                    assertThat(plan.isEmpty()).isFalse();
                });
        room.approve(change.id());
        room.apply(change.id());
        room.await(change.id(), "merged");
        assertThat(room.engine.adopted).containsExactly("thing.size");
        assertThat(room.value("web", "size")).contains("large");
    }

    @Test
    void whoeverCanPushCanAskForTheSameWithGitAlone() {
        Stack stack = applied("web");
        tamper(stack, "large");
        room.repositories.write(
                room.scope,
                room.author,
                room.repository.id(),
                new Repositories.BranchWrite(
                        "mine", room.main(), Map.of(), List.of(), "Set it right\n\nRestores: web\n"));
        Change change = room.changes
                .list(room.scope, io.binome.changes.ChangeFilter.ANY, PageRequest.first(1))
                .items()
                .getFirst();
        assertThat(room.await(change.id(), "planned").summary().stacks()).containsExactly("web");
    }

    @Test
    void whatWasSeenOfAStackThatIsAppliedMeanwhileIsThrownAway() {
        Stack stack = applied("web");
        room.engine.whileLooking = () -> tamper(stack, "large");
        drifts.look(room.scope, room.author, stack);
        eventuallySome(() -> database(stack));
        StackDrift drift = drifts.of(room.scope, stack);
        assertThat(drift.drifted()).isFalse();
        assertThat(drift.looking()).as("it is looked at again").isTrue();
    }

    /** The run that was thrown away, once it is. */
    private Optional<String> database(Stack stack) {
        return room.database
                .database()
                .inTenant(
                        room.scope,
                        transaction ->
                                transaction
                                        .sql()
                                        .fetch("SELECT state FROM run WHERE kind = 'DRIFT' AND state = 'CANCELLED'")
                                        .stream()
                                        .map(row -> row.get(0, String.class))
                                        .findFirst());
    }

    @Test
    void aLookThatFailsSaysWhyAndKeepsWhatWasKnown() {
        Stack stack = applied("web");
        tamper(stack, "large");
        StackDrift known = look(stack);
        room.engine.blind = "The cloud does not answer";
        StackDrift failed = look(stack);
        assertThat(failed.failure()).isEqualTo("The cloud does not answer");
        assertThat(failed.since()).isEqualTo(known.since());
        assertThat(failed.resources()).isEqualTo(known.resources());
    }

    @Test
    void stacksAreLookedAtInTimeButFewAtOnce() throws InterruptedException {
        applied("a", "b", "c", "d", "e");
        keeper.pass();
        CountDownLatch hold = new CountDownLatch(1);
        room.engine.whileLooking = () -> {
            try {
                assertThat(hold.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        ahead.set(Duration.ofHours(25));
        keeper.pass();
        keeper.pass();
        assertThat(List.of("a", "b", "c", "d", "e"))
                .filteredOn(name -> drifts.of(room.scope, room.stack(name)).looking())
                .hasSize(2);
        hold.countDown();
        for (int i = 0; i < 3; i++) {
            eventuallySome(() ->
                    List.of("a", "b", "c", "d", "e").stream().noneMatch(name -> drifts.of(room.scope, room.stack(name))
                                    .looking())
                            ? Optional.of(true)
                            : Optional.empty());
            keeper.pass();
        }
        eventuallySome(() -> List.of("a", "b", "c", "d", "e").stream()
                        .allMatch(
                                name -> drifts.of(room.scope, room.stack(name)).lookedAt() != null)
                ? Optional.of(true)
                : Optional.empty());
    }

    @Test
    void thoseThatAreAskedForAllAtOnceTakeTurns() {
        applied("a", "b", "c", "d");
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        room.engine.whileLooking = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            LockSupport.parkNanos(200_000_000);
            now.decrementAndGet();
        };
        List<String> all = List.of("a", "b", "c", "d");
        all.forEach(name -> drifts.look(room.scope, room.author, room.stack(name)));
        all.forEach(name -> await(room.stack(name), drift -> !drift.looking()));
        assertThat(most).hasValueLessThanOrEqualTo(LookAtStack.MOST_AT_A_TIME);
    }

    @Test
    void whatWasNeverAppliedHasNothingToCompareWith() {
        room.push("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "size=small\n"));
        Stack stack = eventuallySome(() -> room.stacks.byName(room.scope, room.repository.id(), "web"));
        assertThatThrownBy(() -> drifts.look(room.scope, room.author, stack)).hasMessageContaining("Apply it first");
    }
}
