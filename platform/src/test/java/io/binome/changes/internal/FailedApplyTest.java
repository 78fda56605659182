package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeState;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an apply that broke, and of one that is to be undone. */
class FailedApplyTest {
    private final ChangesFixture room = new ChangesFixture();

    @AfterEach
    void close() {
        room.close();
    }

    private Map<String, String> shop(String things) {
        return Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", things);
    }

    @Test
    void aFailedApplyMergesNothingAndAdmitsARetry() {
        Change first = room.ship("first", shop("a=1\nb=1\n"));
        ChangeId id = room.push("second", shop("a=2\nb=2\n"));
        room.await(id, "planned");
        room.approve(id);
        room.engine.broken = "b";
        room.apply(id);
        Change failed = room.await(id, "apply-failed");
        assertThat(room.main()).isEqualTo(first.merge());
        assertThat(room.stack("web").partial()).isEqualTo(failed.merge());
        assertThatThrownBy(() -> room.push(room.author, "second", failed.head(), shop("a=9\nb=9\n")))
                .isInstanceOf(ProblemException.class);

        room.engine.broken = null;
        room.command(room.author, id, new ChangeCommand.Retry());
        Change merged = room.await(id, "merged");
        assertThat(room.main()).isEqualTo(merged.merge());
        assertThat(room.value("web", "b")).contains("2");
        assertThat(room.stack("web").partial()).isNull();
    }

    @Test
    void aFailedApplyGoesBack() {
        Change first = room.ship("first", shop("a=1\nb=1\n"));
        ChangeId id = room.push("second", shop("a=2\nb=2\nc=2\n"));
        room.await(id, "planned");
        room.approve(id);
        room.engine.broken = "b";
        room.apply(id);
        room.await(id, "apply-failed");
        ChangeId other = room.push("third", shop("a=3\nb=1\n"));
        room.await(other, "planned");
        assertThat(room.changes.get(room.scope, other).blockers()).contains(new Blocker.StackPartial("web", "shop!2"));

        room.engine.broken = null;
        room.command(room.author, id, new ChangeCommand.GoBack("it does not work"));
        Change back = room.await(id, "went-back");
        assertThat(back.reviewDue()).isTrue();
        assertThat(room.main()).isEqualTo(first.merge());
        assertThat(room.value("web", "a")).contains("1");
        assertThat(room.stack("web").partial()).isNull();
        assertThat(room.changes.queue(room.scope, room.stack("web").id())).isEmpty();
    }

    @Test
    void goingBackFromAMergedChangeNeedsNoSecondPersonAndIsReviewedAfterwards() {
        room.ship("first", shop("a=1\n"));
        Change second = room.ship("second", shop("a=2\nc=2\n"));
        Change undone = room.command(room.author, second.id(), new ChangeCommand.GoBack("it is slow"));
        Change merged = room.await(undone.id(), "merged");
        assertThat(merged.undoes()).isEqualTo(second.id());
        assertThat(merged.reviewDue()).isTrue();
        assertThat(room.value("web", "a")).contains("1");
        assertThat(room.value("web", "c")).isEmpty();
        Change reviewed = room.approve(undone.id());
        assertThat(reviewed.reviewDue()).isFalse();
    }

    @Test
    void goingBackFromTheVeryFirstChangeUndoesAllItsCommits() {
        ChangeId first = room.push("first", shop("a=1\n"));
        String head = room.changes.get(room.scope, first).head();
        room.push(room.author, "first", head, Map.of("web/other", "later\n"));
        room.await(first, change -> !change.head().equals(head) && change.state() instanceof ChangeState.Planned);
        room.approve(first);
        room.apply(first);
        room.await(first, "merged");

        Change undone = room.command(room.author, first, new ChangeCommand.GoBack("a mistake"));
        Change merged = room.await(undone.id(), "merged");
        assertThat(room.engine.live.values()).allMatch(Map::isEmpty);
        assertThat(room.stacks.list(room.scope)).isEmpty();
        assertThat(room.repositories
                        .tree(room.scope, room.repository.id(), room.main())
                        .list(""))
                .isEmpty();
        assertThat(merged.reviewDue()).isTrue();
        assertThat(room.ship("again", shop("a=3\n")).state()).isInstanceOf(ChangeState.Merged.class);
        assertThat(room.value("web", "a")).contains("3");
    }
}
