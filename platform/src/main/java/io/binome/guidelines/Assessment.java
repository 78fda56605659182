package io.binome.guidelines;

import io.binome.kernel.Risk;
import java.util.List;

/**
 * What all rules together say of a plan.
 *
 * @param risk the highest that a rule gave; {@link Risk#LOW} when none gave any
 * @param reasons why that risk, English sentences, the gravest first
 * @param rules fingerprint of the rules and exemptions that were asked: the same as long as none of them has changed
 */
public record Assessment(List<GuidelineFinding> findings, Risk risk, List<String> reasons, String rules) {
    public boolean blocks() {
        return findings.stream().anyMatch(GuidelineFinding::blocks);
    }
}
