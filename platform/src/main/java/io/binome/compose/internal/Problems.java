package io.binome.compose.internal;

import io.binome.compose.ComposeProblem;
import io.binome.kernel.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Collects what is wrong so that an author sees all of it at once. Keeps the first fifty. */
final class Problems {
    private static final int MOST = 50;
    private final LinkedHashSet<ComposeProblem> found = new LinkedHashSet<>();

    void add(ComposeProblem problem) {
        if (found.size() < MOST) {
            found.addAll(problem.each());
        }
    }

    /** Keeps the problem that a stage threw. */
    void add(ProblemException thrown) {
        if (thrown.problem() instanceof ComposeProblem problem) {
            add(problem);
        } else {
            throw thrown;
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<ComposeProblem> all = new ArrayList<>(found);
        throw new ProblemException(all.size() == 1 ? all.getFirst() : new ComposeProblem.Several(all));
    }

    static ProblemException stop(ComposeProblem problem) {
        return new ProblemException(problem);
    }
}
