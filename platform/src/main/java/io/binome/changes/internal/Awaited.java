package io.binome.changes.internal;

import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.kernel.MemberId;
import io.binome.tenancy.Standing;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whose approval would bring a change on now: not everybody who may look at it. Pure. */
final class Awaited {
    private Awaited() {}

    /**
     * @param votes those that stand, for the present plan
     * @param standings of both sides by reference
     */
    static Set<MemberId> of(ChangeRow row, Judgement judgement, List<Review> votes, Map<String, Standing> standings) {
        Set<MemberId> awaited = new HashSet<>();
        if (!(row.state instanceof ChangeState.Planned)
                || row.draft
                || row.isOverridden()
                || !judgement.blocking().isEmpty()) {
            return awaited;
        }
        for (Judgement.Required required : judgement.required()) {
            if (Tally.unmet(List.of(required), votes, row.authors, standings).isEmpty()) {
                continue;
            }
            standings.forEach((reference, standing) -> {
                boolean voted = votes.stream()
                        .anyMatch(vote -> vote.reviewer().equals(reference) && vote.vote() == Review.Vote.APPROVED);
                boolean counts = required.authorsCount() || !row.hasAuthor(reference);
                if (!voted && counts && Tally.admits(required.need(), standing)) {
                    awaited.add(standing.member());
                }
            });
        }
        return awaited;
    }
}
