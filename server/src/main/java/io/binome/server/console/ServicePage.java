package io.binome.server.console;

import io.binome.workloads.Workloads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of a stack.
 *
 * @param lines of its log, the last ones or those with the text in them
 * @param trouble why there is no log to show, null when there is
 * @param stream where the log goes on
 */
public record ServicePage(
        StackCard card,
        StackCard.Service service,
        List<Workloads.ServiceLogLine> lines,
        @Nullable String trouble,
        String search,
        String since,
        String stream,
        DriftPanel drift) {
    /** How far back a log may be asked for; {@code last} for its last lines. */
    public static final List<String> SINCE = List.of("last", "15m", "1h", "1d");
}
