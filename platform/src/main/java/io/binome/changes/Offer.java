package io.binome.changes;

import org.jspecify.annotations.Nullable;

/**
 * A command as it would be taken now.
 *
 * @param command its name, see {@link ChangeCommand#name()}
 * @param refusal the code of the problem it would meet; null when it would be accepted
 * @param why the same as a sentence; null when it would be accepted
 */
public record Offer(
        String command, @Nullable String refusal, @Nullable String why) {
    public boolean open() {
        return refusal == null;
    }
}
