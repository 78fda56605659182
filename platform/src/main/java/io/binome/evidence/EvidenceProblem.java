package io.binome.evidence;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why there is no evidence pack. */
public sealed interface EvidenceProblem extends Problem {
    /** More than one archive should hold. */
    @ProblemType(code = "evidence-too-much", status = 422)
    record TooMuch(int most) implements EvidenceProblem {
        @Override
        public String message() {
            return "More than " + most + " entries were recorded in this period. Choose shorter ones.";
        }
    }

    /** Nothing was recorded. */
    @ProblemType(code = "evidence-nothing", status = 404)
    record Nothing() implements EvidenceProblem {
        @Override
        public String message() {
            return "Nothing was recorded in this period, so there is nothing to give evidence of.";
        }
    }
}
