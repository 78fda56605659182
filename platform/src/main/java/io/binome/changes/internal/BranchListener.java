package io.binome.changes.internal;

import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.repositories.PushListener;
import io.binome.tenancy.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens a change for a pushed branch, or plans the one it has again. Part of the transaction that moves the ref. */
public final class BranchListener implements PushListener {
    private static final int MOST_TITLE = 200;
    private static final int MOST_DESCRIPTION = 20_000;

    private final ChangeStore changes;
    private final PlanStore plans;
    private final ChangeRecorder recorder;
    private final ChangeWork work;
    private final Tenants tenants;
    private final Ids ids;
    private final String linkBase;

    BranchListener(
            ChangeStore changes,
            PlanStore plans,
            ChangeRecorder recorder,
            ChangeWork work,
            Tenants tenants,
            Ids ids,
            String linkBase) {
        this.changes = changes;
        this.plans = plans;
        this.recorder = recorder;
        this.work = work;
        this.tenants = tenants;
        this.ids = ids;
        this.linkBase = linkBase;
    }

    @Override
    public List<String> pushed(Transaction transaction, Push push) {
        if (push.branch().equals(push.repository().defaultBranch())) {
            return List.of();
        }
        if (push.branch().startsWith(Undoing.BRANCHES)) {
            // What is there is applied without a review, because it was applied once before.
            throw new ProblemException(new ChangeProblem.NotNow("push", "going-back"));
        }
        Optional<ChangeRow> open =
                changes.lockOpenOf(transaction, push.repository().id(), push.branch());
        if (push.after() == null) {
            open.ifPresent(row -> branchDeleted(transaction, row, push));
            return List.of();
        }
        ChangeRow row = open.map(known -> update(transaction, known, push)).orElseGet(() -> open(transaction, push));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add((open.isPresent() ? "Updated " : "Opened ")
                + push.repository().name() + "!" + row.number + (row.draft ? " (draft)" : "") + ": " + row.title);
        lines.add("  " + address(transaction, push, row));
        lines.add("");
        return lines;
    }

    private String address(Transaction transaction, Push push, ChangeRow row) {
        return linkBase + "/t/" + tenants.get(transaction).name() + "/"
                + push.repository().name() + "/changes/" + row.number;
    }

    private ChangeRow open(Transaction transaction, Push push) {
        ChangeRow row = new ChangeRow(
                new ChangeId(ids.next()),
                push.repository().id(),
                changes.nextNumber(transaction, push.repository().id()),
                push.actor().reference(),
                push.branch(),
                null,
                false,
                recorder.now());
        row.head = head(push);
        row.title = title(push);
        row.authors.add(push.actor().reference());
        row.authors.addAll(changes.authorsOf(transaction, row.repository, row.branch));
        row.pusher = push.actor().reference();
        takeOptions(row, push.options());
        recorder.open(transaction, row, push.actor(), Map.of("branch", push.branch()));
        work.plan(transaction, row.id);
        return row;
    }

    private ChangeRow update(Transaction transaction, ChangeRow row, Push push) {
        if (row.halfApplied) {
            throw new ProblemException(new ChangeProblem.NotNow("push", CommandRules.HALF_APPLIED));
        }
        row.move(new Event.PlanWanted(), "push");
        row.head = head(push);
        if (!row.titleGiven) {
            row.title = title(push);
        }
        row.authors.add(push.actor().reference());
        row.pusher = push.actor().reference();
        row.overridden = null;
        row.limit = null;
        row.forgetPlan();
        plans.forgetArtifacts(transaction, row.id);
        row.applyJob = null;
        takeOptions(row, push.options());
        for (ChangeId next : plans.release(transaction, row.id)) {
            work.apply(transaction, next);
        }
        work.plan(transaction, row.id);
        recorder.save(transaction, row, push.actor(), "change.pushed", Map.of("forced", "" + push.forced()));
        return row;
    }

    /** What is being applied no longer needs its branch; anything else is closed with it. */
    private void branchDeleted(Transaction transaction, ChangeRow row, Push push) {
        if (row.halfApplied
                || Lifecycle.next(row.state, new Event.CloseWanted()).isEmpty()) {
            if (row.halfApplied
                    || row.state instanceof ChangeState.Applying
                    || row.state instanceof ChangeState.GoingBack) {
                throw new ProblemException(new ChangeProblem.NotNow("delete-branch", row.state.name()));
            }
            return;
        }
        row.move(new Event.CloseWanted());
        row.forgetPlan();
        plans.forgetArtifacts(transaction, row.id);
        for (ChangeId next : plans.release(transaction, row.id)) {
            work.apply(transaction, next);
        }
        recorder.save(transaction, row, push.actor(), "change.closed", Map.of("because", "branch deleted"));
    }

    private static void takeOptions(ChangeRow row, Map<String, String> options) {
        String title = options.get("change.title");
        if (title != null && !title.isBlank()) {
            row.title = cut(title.strip(), MOST_TITLE);
            row.titleGiven = true;
        }
        String description = options.get("change.description");
        if (description != null) {
            row.description = cut(description, MOST_DESCRIPTION);
        }
        String draft = options.get("change.draft");
        if (draft != null) {
            row.draft = !draft.equals("false");
        }
    }

    /** Until it is given one: what its first commit says, as it will be planned. */
    private static String title(Push push) {
        String subject = push.subject();
        return subject == null || subject.isBlank() ? push.branch() : cut(subject, MOST_TITLE);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String head(Push push) {
        if (push.after() == null) {
            throw new IllegalArgumentException("A deleted branch has no head");
        }
        return push.after();
    }
}
