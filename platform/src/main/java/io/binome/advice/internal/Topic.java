package io.binome.advice.internal;

import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;

/** What is advised, with its direction: what people dismiss. */
enum Topic {
    IDLE,
    LOWER_MEMORY,
    RAISE_MEMORY,
    LOWER_CPU,
    RAISE_CPU;

    static Topic of(Move move) {
        return move.resource() == Resource.MEMORY
                ? move.raises() ? RAISE_MEMORY : LOWER_MEMORY
                : move.raises() ? RAISE_CPU : LOWER_CPU;
    }
}
