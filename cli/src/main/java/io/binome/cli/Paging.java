package io.binome.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Which part of a list is shown: the same options for every list that may be long. */
final class Paging {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many, 1 to 200 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            description = "Go on behind an earlier page, whose last line or \"next\" names the cursor.")
    private @Nullable String after;

    @Option(names = "--all", description = "All there are, however many; --limit is not looked at.")
    private boolean all;

    /** @param path with a query or without */
    JsonNode get(ApiClient api, String path) {
        if (all) {
            return api.all(path, after);
        }
        String limited = ApiClient.with(path, "limit", limit);
        return api.get(after == null ? limited : ApiClient.with(limited, "after", after));
    }
}
