package io.binome.changes.internal;

import static io.binome.database.tables.ChangeActivity.CHANGE_ACTIVITY;
import static io.binome.database.tables.Review.REVIEW;
import static org.jooq.impl.DSL.noCondition;

import io.binome.changes.Activity;
import io.binome.changes.Changes.PlanLine;
import io.binome.changes.Review;
import io.binome.database.Transaction;
import io.binome.database.tables.records.ChangeActivityRecord;
import io.binome.database.tables.records.ReviewRecord;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** Comments, steps and votes. */
final class ActivityStore {
    private static final String COMMENT = "comment";
    private final Ids ids;

    ActivityStore(Ids ids) {
        this.ids = ids;
    }

    void step(Transaction transaction, ChangeId change, Activity.Step step) {
        add(transaction, change, step.at(), step.actor(), step.kind(), "", step.details(), step.run());
    }

    void comment(Transaction transaction, ChangeId change, Activity.Comment comment) {
        Map<String, String> place = new LinkedHashMap<>();
        PlanLine line = comment.line();
        if (line != null) {
            place.put("stack", line.stack());
            place.put("address", line.address());
            if (line.attribute() != null) {
                place.put("attribute", line.attribute());
            }
        }
        add(transaction, change, comment.at(), comment.actor(), COMMENT, comment.text(), place, null);
    }

    private void add(
            Transaction transaction,
            ChangeId change,
            Instant at,
            String actor,
            String kind,
            String text,
            Map<String, String> details,
            @Nullable RunId run) {
        transaction
                .sql()
                .insertInto(CHANGE_ACTIVITY)
                .set(CHANGE_ACTIVITY.ID, ids.next())
                .set(CHANGE_ACTIVITY.TENANT_ID, ChangeStore.tenant(transaction))
                .set(CHANGE_ACTIVITY.CHANGE_ID, change.value())
                .set(CHANGE_ACTIVITY.AT, at)
                .set(CHANGE_ACTIVITY.ACTOR, actor)
                .set(CHANGE_ACTIVITY.KIND, kind)
                .set(CHANGE_ACTIVITY.TEXT, text)
                .set(CHANGE_ACTIVITY.DETAIL, JSONB.jsonb(StoredJson.write(details)))
                .set(CHANGE_ACTIVITY.RUN_ID, run == null ? null : run.value())
                .execute();
    }

    List<Activity> list(Transaction transaction, ChangeId change) {
        return transaction
                .sql()
                .selectFrom(CHANGE_ACTIVITY)
                .where(CHANGE_ACTIVITY.CHANGE_ID.eq(change.value()))
                .orderBy(CHANGE_ACTIVITY.ID)
                .fetch(ActivityStore::activity);
    }

    Page<Activity> list(Transaction transaction, ChangeId change, PageRequest page) {
        UUID after = page.afterId();
        List<ChangeActivityRecord> found = transaction
                .sql()
                .selectFrom(CHANGE_ACTIVITY)
                .where(CHANGE_ACTIVITY.CHANGE_ID.eq(change.value()))
                .and(after == null ? noCondition() : CHANGE_ACTIVITY.ID.gt(after))
                .orderBy(CHANGE_ACTIVITY.ID)
                .limit(page.limitAndOne())
                .fetch();
        return Page.of(found, page, row -> row.getId().toString()).map(ActivityStore::activity);
    }

    private static Activity activity(ChangeActivityRecord row) {
        Map<String, String> details = StoredJson.details(row.getDetail().data());
        if (row.getKind().equals(COMMENT)) {
            String stack = details.get("stack");
            String address = details.get("address");
            PlanLine line =
                    stack == null || address == null ? null : new PlanLine(stack, address, details.get("attribute"));
            return new Activity.Comment(row.getAt(), row.getActor(), row.getText(), line);
        }
        return new Activity.Step(
                row.getAt(),
                row.getActor(),
                row.getKind(),
                details,
                row.getRunId() == null ? null : new RunId(row.getRunId()));
    }

    /** The reviewer's new vote; an earlier one becomes history. */
    void vote(Transaction transaction, ChangeId change, Review review) {
        transaction
                .sql()
                .update(REVIEW)
                .set(REVIEW.LATEST, false)
                .where(REVIEW.CHANGE_ID.eq(change.value()))
                .and(REVIEW.REVIEWER.eq(review.reviewer()))
                .and(REVIEW.LATEST)
                .execute();
        ReviewRecord row = new ReviewRecord();
        row.setId(ids.next());
        row.setTenantId(ChangeStore.tenant(transaction));
        row.setChangeId(change.value());
        row.setReviewer(review.reviewer());
        row.setVote(review.vote().name());
        row.setNote(review.note());
        row.setFingerprint(review.fingerprint());
        row.setLatest(true);
        row.setAt(review.at());
        transaction.sql().insertInto(REVIEW).set(row).execute();
    }

    /** All votes, oldest first; those that stand have no reason of dropping. */
    List<Review> votes(Transaction transaction, ChangeId change) {
        return transaction
                .sql()
                .selectFrom(REVIEW)
                .where(REVIEW.CHANGE_ID.eq(change.value()))
                .orderBy(REVIEW.ID)
                .fetch(row -> new Review(
                        row.getReviewer(),
                        Review.Vote.valueOf(row.getVote()),
                        row.getNote(),
                        row.getFingerprint(),
                        row.getLatest() && row.getDroppedBecause() == null,
                        row.getDroppedBecause(),
                        row.getAt()));
    }

    /** Standing votes that were given for something else than this fingerprint stop counting, for that reason. */
    int drop(Transaction transaction, ChangeId change, String fingerprint, String because) {
        return transaction
                .sql()
                .update(REVIEW)
                .set(REVIEW.DROPPED_BECAUSE, because)
                .where(REVIEW.CHANGE_ID.eq(change.value()))
                .and(REVIEW.LATEST)
                .and(REVIEW.DROPPED_BECAUSE.isNull())
                .and(REVIEW.VOTE.ne("WITHDRAWN"))
                .and(REVIEW.FINGERPRINT.ne(fingerprint))
                .execute();
    }
}
