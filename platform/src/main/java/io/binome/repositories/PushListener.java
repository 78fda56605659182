package io.binome.repositories;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears of branches that moved. Called in the transaction that moves the refs: it commits or fails with them. */
public interface PushListener {
    /** @return lines for the person who pushed, shown behind git's {@code remote:} */
    List<String> pushed(Transaction transaction, Push push);

    /**
     * One branch of one push.
     *
     * @param before commit before, null when the branch is new
     * @param after commit now, null when the branch was deleted
     * @param subject first line of the oldest commit that the default branch lacks, among the last 100; null when there is
     *     none
     * @param forced whether {@code after} does not descend from {@code before}
     * @param options git's push options by name; an option without a value has the empty text
     */
    record Push(
            Repository repository,
            Actor actor,
            String branch,
            @Nullable String before,
            @Nullable String after,
            @Nullable String subject,
            boolean forced,
            Map<String, String> options) {}
}
