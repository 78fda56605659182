package io.binome.server.wiring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was known last while it cannot be asked for, as the database is away: counters must be read then all the same. Throws
 * what the question throws as long as nothing was known ever. Safe for use by several threads.
 */
final class LastKnown<T> implements Supplier<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LastKnown.class);

    private final Supplier<T> question;
    private volatile @Nullable T known;

    LastKnown(Supplier<T> question) {
        this.question = question;
    }

    @Override
    public T get() {
        try {
            T answer = question.get();
            known = answer;
            return answer;
        } catch (RuntimeException away) {
            T last = known;
            if (last == null) {
                throw away;
            }
            LOG.debug("What is metered cannot be asked for; it is as it was", away);
            return last;
        }
    }
}
