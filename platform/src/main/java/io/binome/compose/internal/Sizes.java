package io.binome.compose.internal;

import io.binome.compose.ComposeLimits;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;

/** Refuses a model that grew too large by extending and including: shared parts count wherever they stand. */
final class Sizes {
    private Sizes() {}

    static void check(Mapping model, ComposeLimits limits) {
        if (left(model, limits.nodes()) < 0) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    new ComposePlace(model.origin(), ""),
                    "the project holds more than " + limits.nodes()
                            + " values once services are extended and files included",
                    "Split the project"));
        }
    }

    private static int left(ComposeNode node, int allowed) {
        int left = allowed - 1;
        switch (node) {
            case Mapping mapping -> {
                for (ComposeNode value : mapping.entries().values()) {
                    if (left < 0) {
                        return left;
                    }
                    left = left(value, left);
                }
            }
            case Sequence sequence -> {
                for (ComposeNode item : sequence.items()) {
                    if (left < 0) {
                        return left;
                    }
                    left = left(item, left);
                }
            }
            case Scalar scalar -> {}
        }
        return left;
    }
}
