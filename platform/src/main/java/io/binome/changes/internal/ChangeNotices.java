package io.binome.changes.internal;

import io.binome.changes.ChangeState;
import io.binome.kernel.Actor;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which steps of a change people are told of. What an engine said of a failure stays on the change's page. */
final class ChangeNotices {
    private ChangeNotices() {}

    /** @param kind of the step, as in the ledger; {@code details} as there */
    static Optional<Notice> of(ChangeRow row, Actor actor, String kind, Map<String, String> details) {
        return switch (kind) {
            case "change.planned", "change.marked-ready" ->
                asksForReviews(row) ? notice(NoticeKind.REVIEW_ASKED, row, actor, null) : Optional.empty();
            case "change.approved" -> notice(NoticeKind.CHANGE_APPROVED, row, actor, null);
            case "change.rejected" -> notice(NoticeKind.CHANGE_REJECTED, row, actor, null);
            case "change.conflicting", "change.refused", "change.plan-failed" ->
                notice(NoticeKind.CHANGE_STUCK, row, actor, null);
            case "change.applied" -> notice(NoticeKind.CHANGE_APPLIED, row, actor, null);
            case "change.not-applied", "change.apply-failed", "change.go-back-failed", "change.stopped-half-way" ->
                notice(NoticeKind.CHANGE_FAILED, row, actor, null);
            case "change.went-stale" -> notice(NoticeKind.CHANGE_STALE, row, actor, details.get("reason"));
            case "change.overridden" -> notice(NoticeKind.CHANGE_OVERRIDDEN, row, actor, details.get("reason"));
            case "change.closed" -> notice(NoticeKind.CHANGE_CLOSED, row, actor, null);
            default -> Optional.empty();
        };
    }

    private static boolean asksForReviews(ChangeRow row) {
        return row.state instanceof ChangeState.Planned && !row.draft && !row.unmet.isEmpty() && row.blocking == 0;
    }

    private static Optional<Notice> notice(NoticeKind kind, ChangeRow row, Actor actor, @Nullable String reason) {
        return Optional.of(new Notice.OfChange(kind, actor, row.id, reason));
    }
}
