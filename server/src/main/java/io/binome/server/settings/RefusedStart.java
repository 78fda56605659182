package io.binome.server.settings;

import io.binome.kernel.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** A start that failed for a reason of ours is told in that reason's own words, not by a stack trace. */
final class RefusedStart implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return new FailureAnalysis(problem.problem().message(), "Put this right, then start again.", failure);
            }
            if (cause instanceof UnsafeSettingException) {
                return new FailureAnalysis(cause.getMessage(), "Change the setting, then start again.", failure);
            }
        }
        return null;
    }
}
