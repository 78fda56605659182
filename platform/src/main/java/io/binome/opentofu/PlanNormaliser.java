package io.binome.opentofu;

import io.binome.opentofu.internal.EachTime;
import io.binome.stacks.Plan;
import java.time.Instant;
import java.util.List;

/**
 * Takes out of a plan what is new each time it is made from the same inputs: the time of planning, a fresh UUID, a bcrypt
 * hash with its salt. Such a value would make every recomputation of a reviewed plan differ from it.
 *
 * <p>Before a review: plan twice and {@link #compare}; the normalised plan is what is reviewed and kept. Before the apply:
 * plan again and {@link #like} the reviewed plan; the apply goes on when the hashes are the same.
 */
public final class PlanNormaliser {
    private PlanNormaliser() {}

    /**
     * Finds what is new in the second of two plans that were made one after the other from the same inputs.
     *
     * @param firstAt when the first was made, as exactly as known
     * @param secondAt when the second was made
     */
    public static Normalised compare(Plan first, Instant firstAt, Plan second, Instant secondAt) {
        return EachTime.compare(first, firstAt, second, secondAt);
    }

    /**
     * A plan that was made again, with the values that are new at every plan in the reviewed one taken out of it as well,
     * if they still are of that kind. Nothing else is: a value that was reviewed is compared as it is.
     */
    public static Plan like(Plan reviewed, Plan again) {
        return EachTime.like(reviewed, again);
    }

    /**
     * @param plan the second plan, {@link io.binome.stacks.Value.Unknown#newAtEveryPlan} in the place of such values
     * @param paths where they were, in the order of the plan
     * @param same whether nothing else differs
     */
    public record Normalised(Plan plan, List<Place> paths, boolean same) {
        public Normalised {
            paths = List.copyOf(paths);
        }
    }

    /**
     * Where a value stands.
     *
     * @param address of the resource, {@code output.NAME} for an output
     * @param path of the attribute; empty for an output that is a single value
     */
    public record Place(String address, String path) {
        @Override
        public String toString() {
            return path.isEmpty() ? address : address + ": " + path;
        }
    }
}
