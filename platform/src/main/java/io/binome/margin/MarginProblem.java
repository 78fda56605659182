package io.binome.margin;

import io.binome.kernel.HostCostId;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why a cost is not recorded. */
public sealed interface MarginProblem extends Problem {
    /** There is no such entry. */
    @ProblemType(code = "host-cost-unknown", status = 404)
    record CostUnknown(HostCostId cost) implements MarginProblem {
        @Override
        public String message() {
            return "There is no cost " + cost + ". Nothing was changed.";
        }
    }

    /** Costs in two currencies cannot be added up. */
    @ProblemType(code = "host-cost-other-currency", status = 409)
    record OtherCurrency(String present) implements MarginProblem {
        @Override
        public String message() {
            return "Nothing was recorded: what hosts cost is kept in " + present + ". Convert the amount to it.";
        }
    }

    /** An end would make an entry longer, or end it before it begins. */
    @ProblemType(code = "host-cost-not-sooner", status = 409)
    record NotSooner(String from, String until) implements MarginProblem {
        @Override
        public String message() {
            return "Nothing was changed: this cost holds from " + from + " until " + until
                    + ". It can end sooner, not later; add another one for what comes after.";
        }
    }
}
