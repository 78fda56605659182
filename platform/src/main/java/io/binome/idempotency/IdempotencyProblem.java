package io.binome.idempotency;

import io.binome.kernel.Problem;

/** Why a request with a key is neither carried out nor answered as before. */
public sealed interface IdempotencyProblem extends Problem {
    record KeyReused() implements IdempotencyProblem {
        @Override
        public String code() {
            return "idempotency-key-reused";
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String message() {
            return "This idempotency key was used for another request. Nothing was changed. Use a new key for each"
                    + " request.";
        }
    }

    record NotFinished() implements IdempotencyProblem {
        @Override
        public String code() {
            return "idempotency-key-in-use";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "A request with this idempotency key is being carried out, or was cut off and may have been carried"
                    + " out. Look at what is there now; to send it again all the same, use a new key.";
        }
    }

    record AnswerNotKept() implements IdempotencyProblem {
        @Override
        public String code() {
            return "answer-not-kept";
        }

        @Override
        public int status() {
            return 409;
        }

        @Override
        public String message() {
            return "This request was carried out before, and its answer is not kept because it held a secret or was"
                    + " large. Look at what is there now; to do it once more, use a new key.";
        }
    }
}
