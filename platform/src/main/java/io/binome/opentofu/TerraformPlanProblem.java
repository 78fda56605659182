package io.binome.opentofu;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why a plan of OpenTofu or Terraform cannot be read. Nothing was done with it. */
public sealed interface TerraformPlanProblem extends Problem {
    /**
     * It is something else.
     *
     * @param reason a clause on what is wrong and where
     */
    @ProblemType(code = "terraform-plan-malformed", status = 422)
    record Malformed(String reason) implements TerraformPlanProblem {
        @Override
        public String message() {
            return "This is not the JSON of a plan: " + reason + ". Make it with `terraform show -json PLANFILE`.";
        }
    }

    /** Written by a program that is newer than this one knows. */
    @ProblemType(code = "terraform-plan-format-unknown", status = 422)
    record FormatUnknown(String version) implements TerraformPlanProblem {
        @Override
        public String message() {
            return "This plan has the format version " + version
                    + ", of which the meaning is not known here: versions 0.1 to 1.x can be read. Plan with an older"
                    + " OpenTofu or Terraform, or update Binome.";
        }
    }

    /**
     * It holds more than can be reviewed or kept.
     *
     * @param what a clause on what there is too much of
     */
    @ProblemType(code = "terraform-plan-too-large", status = 422)
    record TooLarge(String what) implements TerraformPlanProblem {
        @Override
        public String message() {
            return "This plan is too large to be read: " + what + ". Divide the stack into smaller ones.";
        }
    }
}
