package io.binome.guidelines;

import io.binome.contracts.ContractVersion;
import io.binome.kernel.Money;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a rule sees of one stack of a change.
 *
 * @param environments whose rules hold: what the stack belongs to at the target and at the branch
 * @param contract null when there is none, as when checked offline
 * @param cost the most that it adds a month; null when it is not known
 */
public record Situation(
        ChangeFacts change,
        StackDeclaration stack,
        SortedSet<String> environments,
        Plan plan,
        @Nullable ContractVersion contract,
        @Nullable Money cost,
        Instant time) {

    /**
     * @param repository its name
     * @param actorParty {@code tenant} or {@code provider}: on whose side the opener stands
     * @param authors how many pushed commits of it
     * @param paths what the branch changes
     * @param files which paths the repository has at the merge commit
     */
    public record ChangeFacts(
            String repository,
            String title,
            String description,
            String branch,
            String actorParty,
            String actorRole,
            int authors,
            List<String> paths,
            Set<String> files,
            boolean goingBack) {}
}
