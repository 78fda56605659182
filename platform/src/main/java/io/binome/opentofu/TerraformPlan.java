package io.binome.opentofu;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.internal.PlanDocument;
import io.binome.stacks.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tofu show -json} or {@code terraform show -json} says of a saved plan. Format versions 0.1 to 1.x, as
 * described at <a href="https://developer.hashicorp.com/terraform/internals/json-format">JSON output format</a>.
 *
 * @param formatVersion of the document, as {@code 1.2}
 * @param toolVersion of the program that wrote it; empty when it does not say
 * @param errored planning broke off: the plan is incomplete and must not be applied
 * @param applyable whether the program would apply it; null when it is too old to say
 * @param complete whether nothing is left to be planned once this is applied
 * @param plannedAt what {@code plantimestamp()} was; null when it does not say
 * @param unread sections of a newer format that hold something and were not read: what they do is not reviewed
 */
public record TerraformPlan(
        Plan plan,
        String formatVersion,
        String toolVersion,
        boolean errored,
        @Nullable Boolean applyable,
        boolean complete,
        @Nullable Instant plannedAt,
        List<String> unread) {
    public TerraformPlan {
        unread = List.copyOf(unread);
    }

    /**
     * Reads such a document as it comes, keeping what changes and nothing else: 50 MB take less than 256 MB of heap.
     *
     * @param json UTF-8, also UTF-16 with a byte-order mark; not closed
     * @throws ProblemException with a {@link TerraformPlanProblem} when it is no such document or too large a one
     * @throws IOException when the stream itself fails
     */
    public static TerraformPlan read(InputStream json, Subject subject, Fingerprinter fingerprinter)
            throws IOException {
        return PlanDocument.read(json, subject, fingerprinter);
    }

    /** What the plan is of: what the document itself does not know. */
    public record Subject(String engine, String stack, String environment) {}
}
