package io.binome.server.console;

import io.binome.states.StateDifference;
import io.binome.states.StateLock;
import io.binome.states.StateVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a stack: who holds it, its versions, what one of them changed.
 *
 * @param workspaces those that there are
 * @param glass who writes it by hand now
 * @param compared null where nothing can be compared
 * @param trouble why it cannot, for people; null where there is nothing to say
 * @param backend the lines that a client needs to use it
 */
public record StatePage(
        String repository,
        String stack,
        String workspace,
        List<String> workspaces,
        BreakGlassPanel glass,
        @Nullable StateLock lock,
        @Nullable String holder,
        List<Row> rows,
        @Nullable String next,
        @Nullable Compared compared,
        @Nullable String trouble,
        String backend,
        boolean manages) {
    /** @param latest whether it is the one that counts */
    public record Row(StateVersion version, String by, String how, boolean latest) {}

    /** Two versions beside each other. */
    public record Compared(StateDifference difference, List<Entry> entries) {}

    public record Entry(StateDifference.Entry entry, List<PlanLeaf> leaves) {}

    public String address() {
        return "/" + repository + "/stacks/" + stack + "/state";
    }
}
