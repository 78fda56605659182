package io.binome.workloads;

import io.binome.repositories.CommitTree;
import io.binome.stacks.StackDeclaration;
import io.binome.workloads.internal.LimitEditor;
import org.jspecify.annotations.Nullable;

/**
 * Other limits of one service, or the service taken out, in the text of the Compose files of a commit. Everything else,
 * comments too, stays as people wrote it. What came out is read again, and nothing is handed back unless exactly what was
 * meant differs. Needs no server.
 */
public sealed interface LimitEdit {
    /** @param path of the one file that differs, {@code contents} what it is to hold */
    record Written(String path, String contents) implements LimitEdit {}

    /**
     * A machine does not edit it safely.
     *
     * @param reason why, a sentence
     * @param lines what a person writes instead
     */
    record ByHand(String reason, String lines) implements LimitEdit {}

    /** What one container may use; null leaves it as it is. */
    record Limits(@Nullable Long memoryBytes, @Nullable Long cpuMillis) {}

    static LimitEdit set(CommitTree tree, StackDeclaration declaration, String service, Limits limits) {
        return LimitEditor.set(tree, declaration, service, limits);
    }

    static LimitEdit remove(CommitTree tree, StackDeclaration declaration, String service) {
        return LimitEditor.remove(tree, declaration, service);
    }
}
