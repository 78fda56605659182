package io.binome.idempotency;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/** Why a request with a key is neither carried out nor answered as before. */
public sealed interface IdempotencyProblem extends Problem {
    @ProblemType(code = "idempotency-key-reused", status = 422)
    record KeyReused() implements IdempotencyProblem {
        @Override
        public String message() {
            return "This idempotency key was used for another request. Nothing was changed. Use a new key for each"
                    + " request.";
        }
    }

    @ProblemType(code = "idempotency-key-in-use", status = 409)
    record NotFinished() implements IdempotencyProblem {
        @Override
        public String message() {
            return "A request with this idempotency key is being carried out, or was cut off and may have been carried"
                    + " out. Look at what is there now; to send it again all the same, use a new key.";
        }
    }

    @ProblemType(code = "answer-not-kept", status = 409)
    record AnswerNotKept() implements IdempotencyProblem {
        @Override
        public String message() {
            return "This request was carried out before, and its answer is not kept because it held a secret or was"
                    + " large. Look at what is there now; to do it once more, use a new key.";
        }
    }
}
