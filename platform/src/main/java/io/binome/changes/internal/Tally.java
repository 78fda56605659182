package io.binome.changes.internal;

import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.tenancy.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts votes against what is required. A vote is worth what its giver is now, not what they were. */
final class Tally {
    private Tally() {}

    /** @param missing how many more, from 1 */
    record Unmet(Need need, int missing) {}

    /**
     * @param votes those that stand, for the present plan
     * @param standings by the voters' references; who is missing here no longer belongs to either side
     */
    static List<Unmet> unmet(
            List<Judgement.Required> required,
            List<Review> votes,
            Set<String> authors,
            Map<String, Standing> standings) {
        List<Unmet> unmet = new ArrayList<>();
        for (Judgement.Required one : required) {
            long given = votes.stream()
                    .filter(vote -> vote.vote() == Review.Vote.APPROVED)
                    .map(Review::reviewer)
                    .distinct()
                    .filter(reviewer -> one.authorsCount() || !authors.contains(reviewer))
                    .filter(reviewer -> admits(one.need(), standings.get(reviewer)))
                    .count();
            if (given < one.need().count()) {
                unmet.add(new Unmet(one.need(), (int) (one.need().count() - given)));
            }
        }
        return unmet;
    }

    /** Whether this is somebody who still votes at all. */
    static boolean mayVote(@org.jspecify.annotations.Nullable Standing standing) {
        return standing != null && standing.role() != io.binome.tenancy.Role.READER;
    }

    /** Whether a person of this standing can give such an approval. */
    static boolean admits(Need need, @org.jspecify.annotations.Nullable Standing standing) {
        if (standing == null || !mayVote(standing)) {
            return false;
        }
        if (need.party() != null && need.party() != Party.of(standing.role())) {
            return false;
        }
        // Each side's roles rise in their order, and a role names its side.
        if (need.atLeast() != null
                && (Party.of(need.atLeast()) != Party.of(standing.role())
                        || standing.role().compareTo(need.atLeast()) < 0)) {
            return false;
        }
        return need.people().isEmpty() || need.people().contains(standing.email());
    }
}
