package io.binome.database;

import io.binome.kernel.ProblemException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** Tells a database that is away, overloaded or full from a statement that is wrong: only the first is worth a retry. */
public final class Outage {
    private Outage() {}

    /** Whether the same work may well succeed later. */
    public static boolean isBehind(Throwable failed) {
        for (Throwable link = failed; link != null; link = link.getCause()) {
            if (link instanceof ProblemException known && known.problem() instanceof DatabaseProblem) {
                return true;
            }
            if (link instanceof SQLTransientException
                    || link instanceof SQLException sql && isAboutTheServer(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** By PostgreSQL's appendix A: connection, resources (a full disk), an operator's intervention, the system. */
    private static boolean isAboutTheServer(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57P")
                        || state.startsWith("58")
                        || state.equals("25P03"));
    }
}
