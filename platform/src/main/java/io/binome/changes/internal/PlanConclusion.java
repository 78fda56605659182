package io.binome.changes.internal;

import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.tenancy.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the result of planning into a change: its state, its plans, and which votes still count. */
final class PlanConclusion {
    private static final Actor MACHINE = new Actor.Machine("changes");

    private final PlanStore plans;
    private final JudgementStore judgements;
    private final ActivityStore activities;
    private final ChangeRecorder recorder;
    private final ChangeWork work;

    PlanConclusion(
            PlanStore plans,
            JudgementStore judgements,
            ActivityStore activities,
            ChangeRecorder recorder,
            ChangeWork work) {
        this.plans = plans;
        this.judgements = judgements;
        this.activities = activities;
        this.recorder = recorder;
        this.work = work;
    }

    /**
     * The row must be locked and in {@link ChangeState.Planning}.
     *
     * @param judged of exactly this outcome; null when there is no plan to judge
     */
    void conclude(
            Transaction transaction, ChangeRow row, ChangePlanner.Outcome outcome, Judge.@Nullable Judged judged) {
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
            case ChangePlanner.Outcome.Made made -> concludeMade(transaction, row, made, judged);
        }
    }

    private void concludeMade(
            Transaction transaction, ChangeRow row, ChangePlanner.Outcome.Made made, Judge.@Nullable Judged judged) {
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
        if (judged == null) {
            throw new IllegalStateException("The plan of change " + row.id + " was not judged");
        }
        row.fingerprint = made.fingerprint();
        row.move(new Event.PlanMade());
        take(transaction, row, judged.judgement(), judged.standings());
        int dropped = activities.drop(
                transaction, row.id, row.fingerprint, sameDiff ? "the plan changed" : "the branch changed");
        recount(transaction, row, judged.judgement(), judged.standings());
        Map<String, String> details = new TreeMap<>();
        details.put("fingerprint", row.fingerprint);
        details.put("merge", made.merge());
        made.plans()
                .forEach(kept -> details.put(
                        "plan:" + kept.plan().declaration().name(), kept.plan().hash()));
        if (dropped > 0) {
            details.put("reviewsDropped", "" + dropped);
        }
        tell(details, judged.judgement());
        recorder.save(transaction, row, MACHINE, "change.planned", details);
        boolean goes = judged.judgement().goingBack()
                && row.unmet.isEmpty()
                && row.rejectedBy == null
                && !row.draft
                && judged.closed() == null;
        if (goes) {
            row.move(new Event.QueueEntered());
            plans.claim(
                    transaction,
                    row.id,
                    made.plans().stream().map(kept -> kept.plan().stack()).toList());
            row.applyJob = work.apply(transaction, row.id);
            recorder.save(transaction, row, MACHINE, "change.queued", Map.of("fingerprint", row.fingerprint));
        }
    }

    /** Keeps what was said of the present round. */
    void take(Transaction transaction, ChangeRow row, Judgement judgement, Map<String, Standing> standings) {
        judgements.put(transaction, row.id, row.round, judgement);
        row.risk = judgement.risk();
        row.blocking = judgement.blocking().size();
        if (row.overridden != null && !row.overridden.holds(judgement, standings)) {
            row.overridden = null;
        }
    }

    /** For the record: under which terms, with which risk, whose approval. */
    static void tell(Map<String, String> details, Judgement judgement) {
        details.put("contract", Integer.toString(judgement.contract()));
        details.put("rules", judgement.rules());
        details.put("risk", judgement.risk().name().toLowerCase(Locale.ROOT));
        if (!judgement.blocking().isEmpty()) {
            details.put("blocking", Integer.toString(judgement.blocking().size()));
        }
        if (!judgement.required().isEmpty()) {
            details.put(
                    "requires",
                    judgement.required().stream()
                            .map(required -> NeedWords.phrase(required.need()))
                            .collect(Collectors.joining("; ")));
        }
    }

    Optional<Judgement> judgement(Transaction transaction, ChangeRow row) {
        return judgements.find(transaction, row.id, row.round);
    }

    /** Counts the votes that stand: given for what the change is now, by people who may give them. */
    void recount(
            Transaction transaction, ChangeRow row, @Nullable Judgement judgement, Map<String, Standing> standings) {
        row.approvals = 0;
        row.rejectedBy = null;
        List<Review> standing = activities.votes(transaction, row.id).stream()
                .filter(review -> review.counts() && review.fingerprint().equals(row.fingerprint))
                .toList();
        row.unmet = judgement == null ? List.of() : Tally.unmet(judgement.required(), standing, row.authors, standings);
        for (Review review : standing) {
            if (review.vote() == Review.Vote.APPROVED && !row.hasAuthor(review.reviewer())) {
                row.approvals++;
            } else if (review.vote() == Review.Vote.REJECTED && Tally.mayVote(standings.get(review.reviewer()))) {
                row.rejectedBy = review.reviewer();
            }
        }
    }

    static boolean doesNothing(PlanStore.Kept kept) {
        return kept.plan().plan() == null || kept.plan().plan().isEmpty();
    }
}
