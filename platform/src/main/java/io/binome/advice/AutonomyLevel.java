package io.binome.advice;

import io.binome.contracts.Contract;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the record says of one cell of the contract's matrix.
 *
 * @param words who must approve, as the contract writes it
 * @param since from when on changes count: never from before the cell was last changed, or a proposal turned down
 * @param evidence of the same or a higher risk, newest first
 * @param stayed how many of them were applied without a warning, and stayed
 * @param incidents how many failed or were gone back on; what neither stayed nor was an incident earns nothing
 * @param thresholds of the contract
 * @param proposal the change that is open for it, as {@code contract!3}; null when there is none
 */
public record AutonomyLevel(
        String environment,
        Risk risk,
        String words,
        Verdict verdict,
        Instant since,
        List<AppliedChange> evidence,
        int stayed,
        int incidents,
        Contract.Growth thresholds,
        @Nullable String proposal) {
    public AutonomyLevel {
        evidence = List.copyOf(evidence);
    }

    /** How many of the evidence count for or against more autonomy. */
    public int counted() {
        return stayed + incidents;
    }

    /** How many stayed although rules warned of them. */
    public int warned() {
        return evidence.size() - counted();
    }

    /** The same record, judged in another way. */
    public AutonomyLevel with(Verdict other) {
        return new AutonomyLevel(
                environment, risk, words, other, since, evidence, stayed, incidents, thresholds, proposal);
    }

    public sealed interface Verdict {
        /** Who must approve, if it is followed; null when nothing is to be changed. */
        default @Nullable String to() {
            return null;
        }
    }

    /** Enough went well: the next step of less approval. */
    public record Earned(String to) implements Verdict {}

    /** Too much went wrong: the next step of more approval. */
    public record Lost(String to) implements Verdict {}

    /** Enough went well, but the lower risk still asks for more than would be asked for here: that comes first. */
    public record Waits(Risk lower) implements Verdict {}

    /** @param missing how many changes that count are still missing */
    public record Growing(int missing) implements Verdict {}

    /** Enough changes, but too few of them stayed. */
    public record Unsteady(int percent) implements Verdict {}

    /** Whoever makes a change applies it alone already. */
    public record Highest() implements Verdict {}

    /** Too much went wrong, and both sides approve everything already. */
    public record Lowest() implements Verdict {}

    /** The contract has terms of its own here, which only people weigh. */
    public record OwnTerms() implements Verdict {}
}
