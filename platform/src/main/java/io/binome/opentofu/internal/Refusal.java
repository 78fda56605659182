package io.binome.opentofu.internal;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.TerraformPlanProblem;

/** The refusals of this package, made where they are thrown. */
final class Refusal {
    private Refusal() {}

    static ProblemException malformed(String reason) {
        return new ProblemException(new TerraformPlanProblem.Malformed(reason));
    }

    static ProblemException tooLarge(String what) {
        return new ProblemException(new TerraformPlanProblem.TooLarge(what));
    }
}
