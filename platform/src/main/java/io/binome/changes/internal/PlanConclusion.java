package io.binome.changes.internal;

import io.binome.changes.ChangeState;
import io.binome.changes.Review;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import java.util.Map;
import java.util.TreeMap;

/** Puts the result of planning into a change: its state, its plans, and which votes still count. */
final class PlanConclusion {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final PlanStore plans;
    private final ActivityStore activities;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    PlanConclusion(PlanStore plans, ActivityStore activities, ChangeRecorder recorder, ChangeWork work) {
        this.plans = plans;
        this.activities = activities;
        this.recorder = recorder;
        this.work = work;
    }

    /** The row must be locked and in {@link ChangeState.Planning}. */
    void conclude(Transaction transaction, ChangeRow row, ChangePlanner.Outcome outcome) {
        row.forgetPlan();
        plans.forgetArtifacts(transaction, row.id);
        row.round++;
        switch (outcome) {
            case ChangePlanner.Outcome.Conflicting conflicting -> {
                row.base = conflicting.base();
                row.move(new Event.Conflicted(conflicting.files()));
                recorder.save(
                        transaction,
                        row,
                        MACHINE,
                        "change.conflicting",
                        Map.of("files", String.join(", ", conflicting.files())));
            }
            case ChangePlanner.Outcome.Empty empty -> {
                row.base = empty.base();
                row.move(new Event.FoundEmpty());
                recorder.save(transaction, row, MACHINE, "change.empty", Map.of());
            }
            case ChangePlanner.Outcome.ManifestWrong wrong -> {
                row.base = wrong.base();
                row.merge = wrong.merge();
                row.findings = wrong.findings();
                row.move(new Event.PlanRefused(wrong.findings().size()));
                recorder.save(
                        transaction, row, MACHINE, "change.refused", Map.of("findings", "" + row.findings.size()));
            }
            case ChangePlanner.Outcome.Broken broken -> {
                row.move(new Event.PlanBroke(broken.reason()));
                recorder.save(transaction, row, MACHINE, "change.plan-failed", Map.of("reason", broken.reason()));
            }
            case ChangePlanner.Outcome.Made made -> concludeMade(transaction, row, made);
        }
    }

    private void concludeMade(Transaction transaction, ChangeRow row, ChangePlanner.Outcome.Made made) {
        boolean sameDiff = made.diffHash().equals(row.diffHash);
        row.base = made.base();
        row.merge = made.merge();
        row.diffHash = made.diffHash();
        row.summary = ChangePlanner.summary(made.plans());
        for (PlanStore.Kept kept : made.plans()) {
            plans.insert(transaction, row.id, row.round, kept);
        }
        int findings = made.findings();
        String failure = made.failure();
        if (findings > 0) {
            row.move(new Event.PlanRefused(findings));
            recorder.save(transaction, row, MACHINE, "change.refused", Map.of("findings", "" + findings));
            return;
        }
        if (failure != null) {
            row.move(new Event.PlanBroke(failure));
            recorder.save(transaction, row, MACHINE, "change.plan-failed", Map.of("reason", failure));
            return;
        }
        row.fingerprint = made.fingerprint();
        row.move(new Event.PlanMade());
        int dropped = activities.drop(
                transaction, row.id, row.fingerprint, sameDiff ? "the plan changed" : "the branch changed");
        recount(transaction, row);
        Map<String, String> details = new TreeMap<>();
        details.put("fingerprint", row.fingerprint);
        details.put("merge", made.merge());
        made.plans()
                .forEach(kept -> details.put(
                        "plan:" + kept.plan().declaration().name(), kept.plan().hash()));
        if (dropped > 0) {
            details.put("reviewsDropped", "" + dropped);
        }
        if (row.goingBack) {
            row.move(new Event.QueueEntered());
            plans.claim(
                    transaction,
                    row.id,
                    made.plans().stream().map(kept -> kept.plan().stack()).toList());
            row.applyJob = work.apply(transaction, row.id);
        }
        recorder.save(transaction, row, MACHINE, "change.planned", details);
    }

    /** Counts the votes that stand: given for what the change is now, by somebody who pushed nothing of it. */
    void recount(Transaction transaction, ChangeRow row) {
        row.approvals = 0;
        row.rejectedBy = null;
        for (Review review : activities.votes(transaction, row.id)) {
            if (!review.counts() || !review.fingerprint().equals(row.fingerprint)) {
                continue;
            }
            if (review.vote() == Review.Vote.APPROVED && !row.hasAuthor(review.reviewer())) {
                row.approvals++;
            } else if (review.vote() == Review.Vote.REJECTED) {
                row.rejectedBy = review.reviewer();
            }
        }
    }

    static boolean doesNothing(PlanStore.Kept kept) {
        return kept.plan().plan() == null || kept.plan().plan().isEmpty();
    }
}
