package io.binome.changes;

import io.binome.kernel.ChangeId;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change as it is.
 *
 * @param number per repository, from 1: {@code shop!12}
 * @param head commit at the branch's head
 * @param base commit of the default branch that it was planned against; null before the first apply ever
 * @param merge the commit that the default branch would move to; null while it does not merge
 * @param opener who pushed first, as {@link io.binome.kernel.Actor#reference()}
 * @param authors everybody who pushed a commit of the branch, in the same form
 * @param undoes the change that this one undoes, when it came from going back
 * @param reviewDue whether it was applied by going back and nobody else has reviewed it since
 * @param halfApplied whether some of its stacks are applied and the rest was planned anew: it goes on, or back
 * @param blockers what still keeps it from being applied, most important first; empty when it can be
 * @param revision rises with every step
 * @param fingerprint what an approval binds to: hash of the branch's diff and of all plans; empty while not planned
 * @param risk the highest of its plans; null while not planned
 * @param limited to what an operator limited the plans of this head; null when they cover all of their stacks
 * @param overridden what an operator lifted of this plan's conditions; null when nobody did, or for another plan
 */
public record Change(
        ChangeId id,
        RepositoryId repository,
        String repositoryName,
        int number,
        String title,
        String description,
        String branch,
        String head,
        @Nullable String base,
        @Nullable String merge,
        ChangeState state,
        boolean draft,
        String opener,
        Set<String> authors,
        @Nullable ChangeId undoes,
        boolean reviewDue,
        boolean halfApplied,
        List<Blocker> blockers,
        Summary summary,
        long revision,
        String fingerprint,
        @Nullable Risk risk,
        @Nullable Limited limited,
        @Nullable Overridden overridden,
        Instant createdAt,
        Instant updatedAt) {

    /** How people name it: {@code shop!12}. */
    public String reference() {
        return repositoryName + "!" + number;
    }

    /**
     * An operator's word that what the contract and the rules ask for is left out this once.
     *
     * @param by as an actor's reference
     */
    public record Overridden(String by, String reason, Instant at) {}

    /**
     * An operator's word that its plans cover only these addresses.
     *
     * @param by as an actor's reference
     */
    public record Limited(List<String> targets, String by, String reason, Instant at) {
        public Limited {
            targets = List.copyOf(targets);
        }
    }

    /** What it does, counted over all stacks; {@code environments} that it touches. */
    public record Summary(
            int creates, int updates, int replaces, int deletes, List<String> stacks, List<String> environments) {
        public static final Summary NONE = new Summary(0, 0, 0, 0, List.of(), List.of());
    }
}
