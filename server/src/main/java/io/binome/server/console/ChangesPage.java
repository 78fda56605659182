package io.binome.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of changes.
 *
 * @param repository the one that is asked for, empty for all
 * @param next cursor of the next page
 * @param later whether this is not the first page
 */
public record ChangesPage(
        List<ChangeRow> rows,
        String repository,
        List<String> repositories,
        String state,
        String text,
        @Nullable String next,
        boolean later) {
    /** The states that can be asked for by name. */
    public List<String> states() {
        return List.of(
                "open",
                "all",
                "planned",
                "queued",
                "applying",
                "apply-failed",
                "refused",
                "conflicting",
                "merged",
                "closed");
    }

    public String query() {
        return "state=" + encoded(state) + "&repository=" + encoded(repository) + "&text=" + encoded(text);
    }

    public String nextQuery() {
        return query() + "&after=" + encoded(next == null ? "" : next);
    }

    public boolean filtered() {
        return !text.isEmpty() || !repository.isEmpty() || !state.equals("open");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
