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
import io.binome.tenancy.Role;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes that wait for a window, over real PostgreSQL, Git and jobs, and the real clock. */
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
        assertThat(back.blockers()).first().isInstanceOf(Blocker.NeedsApproval.class);
    }

    @Test
    void aWindowThatWasPutOffIsWaitedFor() {
        ChangeId id = waiting(SOON);
        schedule(id);
        room.governance.putOff(opening(Duration.ofHours(6)));
        Change later = room.await(id, change -> kinds(id).contains("change.put-off"));
        assertThat(later.state()).isInstanceOf(ChangeState.Scheduled.class);
        room.command(room.author, id, new ChangeCommand.Cancel());
        assertThat(room.changes.get(room.scope, id).state()).isInstanceOf(ChangeState.Planned.class);
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
