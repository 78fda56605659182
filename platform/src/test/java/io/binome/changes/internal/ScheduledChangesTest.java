package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Notice;
import io.binome.calendar.CalendarRules.Opening;
import io.binome.calendar.CalendarRules.Recurrence;
import io.binome.calendar.CalendarRules.Recurring;
import io.binome.calendar.CalendarRules.WorkingHours;
import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeState;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes that wait for a window, over real PostgreSQL, Git and jobs, and the real clock. */
@Tag("slow")
class ScheduledChangesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ChangesFixture room = new ChangesFixture();

    @AfterEach
    void close() {
        room.close();
    }

    /** Closed for hours, also to what goes back. */
    static CalendarRules closed() {
        CalendarRules rules = opening(Duration.ofHours(6));
        return new CalendarRules(
                rules.zone(),
                null,
                rules.workingHours(),
                rules.windows(),
                List.of(),
                rules.exceptions(),
                Notice.NONE,
                false);
    }

    /** Open from {@code in} on for an hour, and else never before tomorrow. */
    private static CalendarRules opening(Duration in) {
        LocalDateTime from = LocalDateTime.now(ZoneOffset.UTC).plus(in);
        LocalTime never = from.minusHours(1).toLocalTime().truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
        return new CalendarRules(
                ZoneOffset.UTC,
                null,
                WorkingHours.USUAL,
                List.of(new Recurring(
                        "later",
                        new Recurrence("FREQ=DAILY", null, never, new End.After(0, Duration.ofMinutes(15))),
                        new TreeSet<>(),
                        true)),
                List.of(),
                List.of(new Opening(new Dates(from, from.plusHours(1)), "agreed")),
                Notice.NONE,
                true);
    }

    private ChangeId waiting(Duration in) {
        ChangeId id = room.push("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=1\n"));
        room.await(id, "planned");
        room.approve(id);
        room.governance.putOff(opening(in));
        assertThat(room.changes.get(room.scope, id).blockers())
                .singleElement()
                .isInstanceOf(Blocker.WindowClosed.class);
        return id;
    }

    private Change schedule(ChangeId id) {
        return room.command(
                room.author,
                id,
                new ChangeCommand.Schedule(room.changes.get(room.scope, id).fingerprint()));
    }

    private List<String> kinds(ChangeId id) {
        return room.changes.activity(room.scope, id).stream()
                .filter(Activity.Step.class::isInstance)
                .map(step -> ((Activity.Step) step).kind())
                .toList();
    }

    @Test
    void whatIsScheduledIsAppliedWhenItsWindowOpens() {
        ChangeId id = waiting(SOON);
        assertThatThrownBy(() -> room.apply(id)).hasMessageContaining("window");
        Change scheduled = schedule(id);
        assertThat(scheduled.state()).isInstanceOf(ChangeState.Scheduled.class);
        room.await(id, "merged");
        assertThat(kinds(id)).containsSubsequence("change.scheduled", "change.queued", "change.applied");
    }

    @Test
    void whatNeedsMoreByThenGoesBackToPeople() {
        ChangeId id = waiting(SOON);
        schedule(id);
        room.governance.needs(Need.of(Party.PROVIDER, Role.OPERATOR, "production × low"));
        Change back = room.await(id, "planned");
        assertThat(kinds(id)).contains("change.went-stale").doesNotContain("change.apply-began");
        assertThat(room.told(id)).containsSubsequence("CHANGE_APPROVED", "CHANGE_STALE");
        assertThat(back.blockers()).first().isInstanceOf(Blocker.NeedsApproval.class);
    }

    @Test
    void aWindowThatWasPutOffIsWaitedFor() {
        ChangeId id = waiting(SOON);
        schedule(id);
        room.governance.putOff(opening(Duration.ofHours(6)));
        Change later = told(id, "change.put-off");
        assertThat(later.state()).isInstanceOf(ChangeState.Scheduled.class);
        room.command(room.author, id, new ChangeCommand.Cancel());
        assertThat(room.changes.get(room.scope, id).state()).isInstanceOf(ChangeState.Planned.class);
    }

    /** As it is once this was told of it. */
    private Change told(ChangeId id, String kind) {
        room.await(id, _ -> kinds(id).contains(kind));
        return room.changes.get(room.scope, id);
    }

    /** As its job does when the window opens. */
    private void start(ChangeId id) {
        room.database.database().inTenant(room.scope, transaction -> new ChangeWork(room.jobs)
                .start(transaction, id, Instant.now()));
    }

    @Test
    void aWindowThatWentByInTheQueueIsWaitedForAgain() {
        ChangeId id = waiting(Duration.ofHours(2));
        schedule(id);
        room.governance.open();
        // What is planned once more at the head of the queue finds the window closed.
        room.engine.beforePlanning = () -> room.governance.putOff(opening(Duration.ofHours(6)));
        start(id);
        Change later = told(id, "change.put-off");
        assertThat(later.state())
                .isInstanceOfSatisfying(ChangeState.Scheduled.class, scheduled -> assertThat(scheduled.startsAt())
                        .isAfter(Instant.now().plus(Duration.ofHours(4))));
        assertThat(kinds(id))
                .containsSubsequence("change.scheduled", "change.queued", "change.put-off")
                .doesNotContain("change.went-stale", "change.apply-began");
        room.engine.beforePlanning = () -> {};
        room.governance.open();
        start(id);
        room.await(id, "merged");
    }

    @Test
    void whatSomebodySentOffByHandGoesBackToPeopleWhenTheWindowGoesBy() {
        ChangeId id = waiting(Duration.ofHours(2));
        room.governance.open();
        room.engine.beforePlanning = () -> room.governance.putOff(opening(Duration.ofHours(6)));
        room.apply(id);
        Change back = told(id, "change.went-stale");
        assertThat(back.state()).isInstanceOf(ChangeState.Planned.class);
        assertThat(back.blockers()).singleElement().isInstanceOf(Blocker.WindowClosed.class);
    }

    @Test
    void whoCancelsWhileItStartsStopsItOrComesTooLate() throws Exception {
        for (int round = 0; round < 6; round++) {
            ChangeId id = round == 0
                    ? waiting(Duration.ofHours(6))
                    : planned("next-" + round, Map.of("web/things", "a=" + round + "\n"));
            room.governance.putOff(opening(Duration.ofHours(6)));
            schedule(id);
            room.governance.open();
            CountDownLatch together = new CountDownLatch(1);
            try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> starts = two.submit(() -> {
                    together.await();
                    start(id);
                    return id;
                });
                Future<Optional<String>> cancels = two.submit(() -> {
                    together.await();
                    return refused(id);
                });
                together.countDown();
                starts.get();
                Optional<String> tooLate = cancels.get();
                Change end = room.await(
                        id,
                        change -> change.state() instanceof ChangeState.Merged
                                || change.state() instanceof ChangeState.Planned
                                || change.state() instanceof ChangeState.NotApplied
                                || change.state() instanceof ChangeState.ApplyFailed);
                if (tooLate.isPresent()) {
                    assertThat(end.state()).as(kinds(id).toString()).isInstanceOf(ChangeState.Merged.class);
                } else if (!kinds(id).contains("change.apply-began")) {
                    assertThat(end.state()).as(kinds(id).toString()).isInstanceOf(ChangeState.Planned.class);
                } else {
                    assertThat(kinds(id)).containsSubsequence("change.apply-began", "change.cancelled");
                }
            }
            if (!(room.changes.get(room.scope, id).state() instanceof ChangeState.Merged)) {
                room.command(room.author, id, new ChangeCommand.Close());
            }
        }
    }

    private ChangeId planned(String branch, Map<String, String> files) {
        Map<String, String> all = new TreeMap<>(files);
        all.put("binome.yaml", ChangesFixture.manifest("web"));
        ChangeId id = room.push(branch, all);
        room.await(id, "planned");
        room.approve(id);
        return id;
    }

    /** Somebody else cancels; why that cannot be done any more. */
    private Optional<String> refused(ChangeId id) {
        try {
            room.command(room.reviewer, id, new ChangeCommand.Cancel());
            return Optional.empty();
        } catch (ProblemException late) {
            return Optional.of(late.problem().code());
        }
    }

    @Test
    void aVoteAgainstEndsTheWaiting() {
        ChangeId id = waiting(Duration.ofHours(6));
        Change scheduled = schedule(id);
        room.command(room.reviewer, id, new ChangeCommand.Reject(scheduled.fingerprint(), "Not tonight."));
        assertThat(room.changes.get(room.scope, id).state()).isInstanceOf(ChangeState.Planned.class);
    }

    @Test
    void onlyWhatAWindowKeepsCanWaitForOne() {
        room.governance.calendar(opening(Duration.ofHours(6)));
        ChangeId id = room.push("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "a=1\n"));
        room.await(id, "planned");
        assertThatThrownBy(() -> schedule(id)).hasMessageContaining("approval");
    }
}
