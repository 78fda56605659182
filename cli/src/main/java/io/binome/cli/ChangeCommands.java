package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome change}: what is proposed, planned, reviewed, applied. */
@Command(name = "change", description = "Look at, review and apply changes.")
final class ChangeCommands {
    private static final String REFERENCE = "The change, as shop!12 or shop 12.";
    private static final String SEEN = "Fingerprint of what was looked at; what the change is now when left out.";

    private final Context context;

    ChangeCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List changes, newest first.")
    int list(
            @Option(names = "--repository", paramLabel = "NAME", description = "Only of this repository.") @Nullable
                    String repository,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "open",
                            description =
                                    "Only in this state; open for all that are not over, all for all (default: ${DEFAULT-VALUE}).")
                    String state,
            @Option(names = "--search", paramLabel = "TEXT", description = "Only with this text in the title.")
                    @Nullable
                    String search,
            @Mixin Paging paging) {
        String path = repository == null
                ? context.inTenant("changes")
                : context.inTenant("repositories", repository, "changes");
        if (!state.equals("all")) {
            path = ApiClient.with(path, "state", state);
        }
        if (search != null) {
            path = ApiClient.with(path, "text", search);
        }
        JsonNode answer = paging.get(context.api(), path);
        Output output = context.output();
        output.listing(
                answer,
                "No changes. Push a branch to a repository, and its change is opened.",
                List.of("CHANGE", "STATE", "TITLE", "BY", "MOVED"),
                change -> List.of(
                        change.path("reference").asString(),
                        output.state(change.path("state").asString())
                                + (change.path("draft").asBoolean() ? " (draft)" : ""),
                        Output.clean(change.path("title").asString()),
                        change.path("opener").path("displayName").asString("-"),
                        output.ago(change.path("updatedAt"))));
        return 0;
    }

    @Command(name = "show", description = "Show a change with its plan and what it still needs.")
    int show(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        String path = ChangeReference.parse(reference).path(context);
        ApiClient api = context.api();
        JsonNode change = api.get(path);
        JsonNode plans = api.get(path + "/plans").path("items");
        // What was never planned was never judged.
        JsonNode judgement = change.path("risk").isString()
                ? api.get(path + "/judgement")
                : context.mapper().createObjectNode();
        JsonNode measured = change.path("state").asString().equals("merged")
                ? api.get(path + "/measured-cost")
                : context.mapper().createObjectNode();
        Output output = context.output();
        if (output.json()) {
            ObjectNode both = context.mapper().createObjectNode();
            both.set("change", change);
            both.set("plans", plans);
            both.set("judgement", judgement);
            both.set("measuredCost", measured);
            output.printedJson(both);
        } else {
            new ChangePage(output, context.width()).print(change, plans, judgement, measured);
        }
        return 0;
    }

    @Command(name = "diff", description = "Show what the files would become.")
    int diff(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        JsonNode diff = context.api().get(ChangeReference.parse(reference).path(context) + "/diff");
        Output output = context.output();
        if (!output.printedJson(diff)) {
            new DiffPage(output).print(diff);
        }
        return 0;
    }

    @Command(name = "activity", description = "Show what happened to a change.")
    int activity(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Mixin Paging paging) {
        JsonNode answer =
                paging.get(context.api(), ChangeReference.parse(reference).path(context) + "/activity");
        Output output = context.output();
        output.listing(
                answer,
                "Nothing has happened yet.",
                List.of("WHEN", "WHO", "WHAT", ""),
                happened -> List.of(
                        output.ago(happened.path("at")),
                        happened.path("actor").path("displayName").asString("-"),
                        happened.path("kind").asString(),
                        Output.clean(happened.path("text").asString(""))));
        return 0;
    }

    @Command(name = "approve", description = "Vote for a change as it is now.")
    int approve(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--note", paramLabel = "TEXT", description = "A sentence for the others.") @Nullable
                    String note,
            @Option(names = "--seen", paramLabel = "FINGERPRINT", description = SEEN) @Nullable String seen) {
        ObjectNode body = context.mapper().createObjectNode();
        if (note != null) {
            body.put("note", note);
        }
        return tell(reference, "approve", seen(reference, seen, body), "approved");
    }

    @Command(name = "reject", description = "Vote against a change.")
    int reject(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why.") String note,
            @Option(names = "--seen", paramLabel = "FINGERPRINT", description = SEEN) @Nullable String seen) {
        ObjectNode body = context.mapper().createObjectNode().put("note", note);
        return tell(reference, "reject", seen(reference, seen, body), "rejected");
    }

    @Command(name = "withdraw-review", description = "Take your vote back.")
    int withdrawReview(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "withdraw-review", null, "no longer has your vote");
    }

    @Command(name = "apply", description = "Apply an approved change as soon as its stacks are free.")
    int apply(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--seen", paramLabel = "FINGERPRINT", description = SEEN) @Nullable String seen,
            @Option(names = "--wait", description = "Show the log and wait for the end.") boolean wait) {
        ObjectNode body = seen(reference, seen, context.mapper().createObjectNode());
        return begin(reference, "apply", body, wait, "is queued");
    }

    @Command(name = "schedule", description = "Apply an approved change when the next window opens.")
    int schedule(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--seen", paramLabel = "FINGERPRINT", description = SEEN) @Nullable String seen) {
        ObjectNode body = seen(reference, seen, context.mapper().createObjectNode());
        return tell(reference, "schedule", body, "waits for its window");
    }

    @Command(
            name = "override",
            description = "Leave out, once, what rules, reviews, budgets and windows ask for. For operators; both sides"
                    + " see it.")
    int override(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.") String reason,
            @Option(names = "--seen", paramLabel = "FINGERPRINT", description = SEEN) @Nullable String seen) {
        ObjectNode body = context.mapper().createObjectNode().put("reason", reason);
        return tell(reference, "override", seen(reference, seen, body), "can be applied");
    }

    @Command(
            name = "target",
            description =
                    "Limit the plans of OpenTofu and Terraform to some addresses, and plan again. For operators; both"
                            + " sides see it.")
    int target(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "CHANGE ADDRESS",
                            description = "The change, as shop!12, and the addresses of resources or modules.")
                    List<String> words,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why.") @Nullable String reason,
            @Option(names = "--none", description = "Take it back: plan everything again.") boolean none) {
        List<String> addresses = words.subList(1, words.size());
        if (none != addresses.isEmpty()) {
            throw new CommandProblem("Name the addresses, or give --none to plan everything again.");
        }
        if (!none && reason == null) {
            throw new CommandProblem("Say why with --reason: both sides read it.");
        }
        ObjectNode body = context.mapper().createObjectNode();
        ArrayNode targets = body.putArray("targets");
        addresses.forEach(targets::add);
        if (reason != null) {
            body.put("reason", reason);
        }
        return tell(List.of(words.getFirst()), "targets", body, "is planned again");
    }

    @Command(name = "retry", description = "Go on with a failed apply.")
    int retry(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--wait", description = "Show the log and wait for the end.") boolean wait) {
        return begin(reference, "retry", null, wait, "is tried again");
    }

    @Command(name = "go-back", description = "Go back to what was applied before this change.")
    int goBack(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.") String reason,
            @Option(names = "--wait", description = "Show the log and wait for the end.") boolean wait) {
        ObjectNode body = context.mapper().createObjectNode().put("reason", reason);
        return begin(reference, "go-back", body, wait, "is undone");
    }

    @Command(name = "cancel", description = "Take a change out of the queue, or stop its apply at the next resource.")
    int cancel(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "cancel", null, "is cancelled");
    }

    @Command(name = "replan", description = "Plan a change again.")
    int replan(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "replan", null, "is planned again");
    }

    @Command(name = "draft", description = "Mark a change as a draft.")
    int draft(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "mark-draft", null, "is a draft");
    }

    @Command(name = "ready", description = "Mark a draft as ready to be reviewed.")
    int ready(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "mark-ready", null, "is ready to be reviewed");
    }

    @Command(name = "close", description = "Close a change without applying it.")
    int close(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "close", null, "is closed");
    }

    @Command(name = "reopen", description = "Open a closed change again.")
    int reopen(@Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference) {
        return tell(reference, "reopen", null, "is open again");
    }

    @Command(name = "edit", description = "Set the title and the description.")
    int edit(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--title", paramLabel = "TEXT", description = "The title.") @Nullable String title,
            @Option(names = "--description", paramLabel = "TEXT", description = "The description.") @Nullable
                    String description) {
        JsonNode now = context.api().get(ChangeReference.parse(reference).path(context));
        ObjectNode body = context.mapper()
                .createObjectNode()
                .put("title", title == null ? now.path("title").asString() : title)
                .put(
                        "description",
                        description == null ? now.path("description").asString() : description);
        return tell(reference, "edit", body, "is edited");
    }

    @Command(name = "comment", description = "Say something about a change, or about a line of its plan.")
    int comment(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(
                            names = {"-m", "--message"},
                            paramLabel = "TEXT",
                            required = true,
                            description = "The comment.")
                    String message,
            @Option(names = "--stack", paramLabel = "NAME", description = "Stack of the plan's line.") @Nullable
                    String stack,
            @Option(
                            names = "--address",
                            paramLabel = "ADDRESS",
                            description = "Resource of the plan's line, as service.web.")
                    @Nullable
                    String address,
            @Option(names = "--attribute", paramLabel = "PATH", description = "Attribute of the plan's line.") @Nullable
                    String attribute) {
        ObjectNode body = context.mapper().createObjectNode().put("text", message);
        if (stack != null || address != null) {
            if (stack == null || address == null) {
                throw new CommandProblem("A line of a plan is named by --stack and --address together.");
            }
            ObjectNode line = body.putObject("line").put("stack", stack).put("address", address);
            if (attribute != null) {
                line.put("attribute", attribute);
            }
        }
        ChangeReference change = ChangeReference.parse(reference);
        JsonNode answer = context.api().post(change.path(context) + "/comments", body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line(change + ": comment added.");
        }
        return 0;
    }

    @Command(
            name = "watch",
            description = "Follow a change with its logs until nothing is going on, or a state is reached.")
    int watch(
            @Parameters(arity = "1..2", paramLabel = "CHANGE", description = REFERENCE) List<String> reference,
            @Option(names = "--until", split = ",", paramLabel = "STATE", description = "States to wait for.") @Nullable
                    List<String> until,
            @Option(
                            names = "--timeout",
                            paramLabel = "SECONDS",
                            defaultValue = "3600",
                            description = "Give up after so long (default: ${DEFAULT-VALUE}).")
                    int timeout) {
        return new ChangeFollower(context, ChangeReference.parse(reference))
                .follow(until == null ? List.of() : until, timeout);
    }

    private ObjectNode seen(List<String> reference, @Nullable String seen, ObjectNode body) {
        String fingerprint = seen == null
                ? context.api()
                        .get(ChangeReference.parse(reference).path(context))
                        .path("fingerprint")
                        .asString("")
                : seen;
        return body.put("seen", fingerprint);
    }

    private int tell(List<String> reference, String command, @Nullable ObjectNode body, String done) {
        ChangeReference change = ChangeReference.parse(reference);
        JsonNode answer = context.api().post(change.path(context) + ApiClient.path(command), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line(change + " " + done + ".");
            answer.path("blockers")
                    .forEach(blocker ->
                            output.line("  " + blocker.path("sentence").asString()));
        }
        return 0;
    }

    private int begin(List<String> reference, String command, @Nullable ObjectNode body, boolean wait, String begun) {
        ChangeReference change = ChangeReference.parse(reference);
        ChangeFollower follower = new ChangeFollower(context, change);
        if (wait) {
            follower.skipPastRuns();
        }
        JsonNode answer = context.api().post(change.path(context) + ApiClient.path(command), body);
        // Undoing a merged change is a change of its own.
        ChangeReference followed = new ChangeReference(
                answer.path("repository").asString(change.repository()),
                answer.path("number").asInt(change.number()));
        Output output = context.output();
        if (!wait) {
            if (!output.printedJson(answer)) {
                output.line(change + " " + begun + (followed.equals(change) ? "." : " by " + followed + "."));
            }
            return 0;
        }
        if (!followed.equals(change)) {
            output.say(change + " " + begun + " by " + followed + ".");
            follower = new ChangeFollower(context, followed);
        }
        return follower.follow(List.of(), 3_600);
    }
}
