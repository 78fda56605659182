package io.binome.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Follows a change: says where it stands, prints the logs of its applies as they are written. */
final class ChangeFollower {
    private static final Set<String> GOING_ON = Set.of("planning", "queued", "applying", "going-back");
    private static final Set<String> WELL = Set.of("planned", "merged", "empty");

    private final Context context;
    private final String path;
    private final ChangeReference reference;
    private final ApiClient api;
    private final Output output;
    private final Set<String> shownRuns = new HashSet<>();

    ChangeFollower(Context context, ChangeReference reference) {
        this.context = context;
        this.reference = reference;
        this.path = reference.path(context);
        this.api = context.api();
        this.output = context.output();
    }

    /** Logs of runs that are over are not what comes now. */
    void skipPastRuns() {
        api.get(path + "/runs").path("items").forEach(run -> {
            if (!run.path("state").asString().equals("running")) {
                shownRuns.add(run.path("id").asString());
            }
        });
    }

    /**
     * @param until states to wait for; none: until nothing is going on
     * @return 0 when one of them was reached, or when it ended well
     */
    int follow(List<String> until, int timeoutSeconds) {
        Instant deadline = context.clock().instant().plus(Duration.ofSeconds(timeoutSeconds));
        String shown = "";
        JsonNode change = api.get(path);
        while (true) {
            String state = change.path("state").asString();
            if (!state.equals(shown)) {
                say(change);
                shown = state;
            }
            if (state.equals("applying") || state.equals("going-back") || !GOING_ON.contains(state)) {
                showRuns();
            }
            if (until.isEmpty() ? !GOING_ON.contains(state) : until.contains(state)) {
                return end(change, !until.isEmpty() || WELL.contains(state));
            }
            if (change.path("over").asBoolean()) {
                return end(change, false);
            }
            if (context.clock().instant().isAfter(deadline)) {
                throw new CommandProblem(reference + " is still " + state.replace('-', ' ') + ".");
            }
            change = api.get(path + "?"
                    + ApiClient.parameter("after", change.path("revision").asLong()) + "&wait="
                    + (state.equals("applying") || state.equals("going-back") ? 1 : 10));
        }
    }

    private int end(JsonNode change, boolean well) {
        output.printedJson(change);
        return well ? 0 : Failures.PROBLEM;
    }

    private void say(JsonNode change) {
        String reason = change.path("reason").asString("");
        output.say(reference + " is " + output.state(change.path("state").asString())
                + (reason.isEmpty() ? "." : ": " + Output.clean(reason)));
        if (change.path("state").asString().equals("queued")) {
            change.path("blockers")
                    .forEach(blocker ->
                            output.say("  " + blocker.path("sentence").asString()));
        }
    }

    /** Applies and ways back that were not shown yet, oldest first, each to its end. */
    private void showRuns() {
        List<JsonNode> runs = api.get(path + "/runs").path("items").values().stream()
                .filter(run -> !run.path("kind").asString().equals("plan"))
                .filter(run -> shownRuns.add(run.path("id").asString()))
                .toList();
        if (!output.json()) {
            runs.reversed()
                    .forEach(run -> RunCommands.follow(context, run.path("id").asString(), output::line));
        }
    }
}
