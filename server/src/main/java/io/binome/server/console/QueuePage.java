package io.binome.server.console;

import io.binome.changes.ChangeState;
import java.util.List;

/**
 * What waits, sorted by what it waits for.
 *
 * @param running queued or being applied
 * @param failed stopped half-way: they hold their stacks
 * @param review wait for an approval
 * @param ready could be applied now
 * @param acrossTenants whether rows say whose they are
 */
public record QueuePage(
        List<ChangeRow> failed,
        List<ChangeRow> running,
        List<ChangeRow> review,
        List<ChangeRow> ready,
        boolean acrossTenants) {
    static QueuePage of(List<ChangeRow> rows, boolean acrossTenants) {
        return new QueuePage(
                rows.stream()
                        .filter(row -> row.change().state() instanceof ChangeState.ApplyFailed)
                        .toList(),
                rows.stream()
                        .filter(row -> row.change().state() instanceof ChangeState.Queued
                                || row.change().state() instanceof ChangeState.Applying
                                || row.change().state() instanceof ChangeState.GoingBack)
                        .toList(),
                rows.stream().filter(QueuePage::needsReview).toList(),
                rows.stream()
                        .filter(row -> row.change().state() instanceof ChangeState.Planned
                                && row.change().blockers().isEmpty())
                        .toList(),
                acrossTenants);
    }

    private static boolean needsReview(ChangeRow row) {
        return (row.change().state() instanceof ChangeState.Planned
                        && !row.change().draft()
                        && Waiting.needsApproval(row.change()))
                || row.change().reviewDue();
    }

    public boolean empty() {
        return failed.isEmpty() && running.isEmpty() && review.isEmpty() && ready.isEmpty();
    }
}
