package io.binome.server.api;

import io.binome.changes.Activity;
import io.binome.changes.Changes;
import io.binome.changes.Review;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a change.
 *
 * @param kind {@code comment}, or a step's kind as in the ledger, such as {@code change.approved}
 * @param text of a comment
 * @param line where in the plan a comment stands
 * @param details of a step, as in the ledger
 * @param run that the step began or ended
 */
record ActivityView(
        Instant at,
        People.PersonView actor,
        String kind,
        @Nullable String text,
        Changes.@Nullable PlanLine line,
        Map<String, String> details,
        @Nullable String run) {
    static ActivityView of(Activity activity, People.Book book) {
        return switch (activity) {
            case Activity.Comment comment ->
                new ActivityView(
                        comment.at(),
                        book.person(comment.actor()),
                        "comment",
                        comment.text(),
                        comment.line(),
                        Map.of(),
                        null);
            case Activity.Step step ->
                new ActivityView(
                        step.at(),
                        book.person(step.actor()),
                        step.kind(),
                        null,
                        null,
                        step.details(),
                        step.run() == null ? null : step.run().toString());
        };
    }

    /**
     * A vote.
     *
     * @param counts whether it still stands for what the change is now; {@code droppedBecause} says why not
     */
    record ReviewView(
            People.PersonView reviewer,
            String vote,
            @Nullable String note,
            String fingerprint,
            boolean counts,
            @Nullable String droppedBecause,
            Instant at) {
        static ReviewView of(Review review, People.Book book) {
            return new ReviewView(
                    book.person(review.reviewer()),
                    Words.of(review.vote()),
                    review.note(),
                    review.fingerprint(),
                    review.counts(),
                    review.droppedBecause(),
                    review.at());
        }
    }
}
