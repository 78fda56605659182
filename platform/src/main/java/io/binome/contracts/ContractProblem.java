package io.binome.contracts;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why something cannot be done to a contract. */
public sealed interface ContractProblem extends Problem {
    /** There is no offer that waits. */
    @ProblemType(code = "nothing-to-accept", status = 409)
    record NothingToAccept() implements ContractProblem {
        @Override
        public String message() {
            return "The contract is accepted already. To change it, push a branch to the contract repository.";
        }
    }

    /** What was read is not what is offered. */
    @ProblemType(code = "offer-moved", status = 409)
    record OfferMoved() implements ContractProblem {
        @Override
        public String message() {
            return "The offer is another one than you have read. Nothing was accepted. Read it again, then accept it.";
        }
    }

    /** Only the tenant's own leads bind it. */
    @ProblemType(code = "lead-must-accept", status = 403)
    record LeadMustAccept() implements ContractProblem {
        @Override
        public String message() {
            return "Only a lead of the tenant accepts the provider's offer.";
        }
    }
}
