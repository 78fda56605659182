package io.binome.server.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the record says of each cell of the contract's matrix. */
public record AutonomyPage(List<Environment> environments, boolean accepted) {
    public record Environment(String name, List<Cell> cells) {}

    /**
     * @param words who must approve, in the reader's language
     * @param verdict a sentence
     * @param counted a sentence on the evidence
     * @param propose what the button says; null when there is nothing to propose
     * @param proposal the change that is open for it
     */
    public record Cell(
            String risk,
            String riskWord,
            String words,
            Badge badge,
            String verdict,
            String counted,
            @Nullable String propose,
            @Nullable Proposal proposal,
            List<Evidence> evidence) {}

    public record Proposal(String reference, String repository, String number) {}

    public record Evidence(
            String reference, String repository, String number, String risk, Badge outcome, java.time.Instant at) {}
}
