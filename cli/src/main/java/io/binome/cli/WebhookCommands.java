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

/** {@code binome webhook}: where a tenant's notices are posted to. */
@Command(name = "webhook", description = "Post the tenant's notices to programs of yours.")
final class WebhookCommands {
    private static final String ID = "As in the list.";

    private final Context context;

    WebhookCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the webhooks and how they do.")
    int list() {
        Output output = context.output();
        output.listing(
                context.api().get(context.inTenant("webhooks")),
                "Nothing is posted anywhere. Add a webhook: binome webhook add TITLE https://...",
                List.of("TITLE", "ADDRESS", "STATE", "NOTICES", "IDENTIFIER"),
                one -> List.of(
                        Output.clean(one.path("title").asString()),
                        Output.clean(one.path("address").asString()),
                        state(output, one),
                        one.path("kinds").isEmpty() ? "all" : String.join(",", Output.texts(one.path("kinds"))),
                        one.path("id").asString()));
        return 0;
    }

    private static String state(Output output, JsonNode one) {
        if (!one.path("stoppedAt").isNull()) {
            return "stopped " + output.ago(one.path("stoppedAt"));
        }
        return one.path("failingSince").isNull() ? "works" : "failing since " + output.ago(one.path("failingSince"));
    }

    @Command(name = "add", description = "Add one; its secret is printed this once.")
    int add(
            @Parameters(paramLabel = "TITLE", description = "What people call it.") String title,
            @Parameters(paramLabel = "ADDRESS", description = "Where to post to, from https://.") String address,
            @Option(
                            names = "--kind",
                            split = ",",
                            paramLabel = "KIND",
                            description = "Only these notices, such as review-asked,change-failed (default: all).")
                    @Nullable
                    List<String> kinds) {
        ObjectNode body =
                context.mapper().createObjectNode().put("title", title).put("address", address);
        if (kinds != null) {
            ArrayNode asked = body.putArray("kinds");
            kinds.forEach(asked::add);
        }
        JsonNode answer = context.api().post(context.inTenant("webhooks"), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            context.err().println("The receiver checks signatures with this secret. It is shown once.");
            output.line(answer.path("secret").asString());
        }
        return 0;
    }

    @Command(name = "remove", description = "Post nothing there any more.")
    int remove(@Parameters(paramLabel = "IDENTIFIER", description = ID) String webhook) {
        context.api().delete(context.inTenant("webhooks", webhook));
        context.output().say("Removed.");
        return 0;
    }

    @Command(name = "test", description = "Post something that means nothing.")
    int test(@Parameters(paramLabel = "IDENTIFIER", description = ID) String webhook) {
        context.api()
                .post(
                        context.inTenant("webhooks", webhook, "test"),
                        context.mapper().createObjectNode());
        context.output().say("On its way. How it went: binome webhook deliveries " + webhook);
        return 0;
    }

    @Command(name = "resume", description = "Start one again that was stopped after days of failure.")
    int resume(@Parameters(paramLabel = "IDENTIFIER", description = ID) String webhook) {
        context.api()
                .post(
                        context.inTenant("webhooks", webhook, "resume"),
                        context.mapper().createObjectNode());
        context.output().say("Started again; what waited is tried at once.");
        return 0;
    }

    @Command(name = "deliveries", description = "List what was posted and what waits, newest first.")
    int deliveries(@Parameters(paramLabel = "IDENTIFIER", description = ID) String webhook, @Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("webhooks", webhook, "deliveries")),
                "Nothing was posted yet. Try it: binome webhook test " + webhook,
                List.of("WHEN", "NOTICE", "STATE", "ATTEMPTS", "ANSWER", "WEBHOOK-ID"),
                one -> List.of(
                        output.ago(one.path("createdAt")),
                        one.path("kind").asString(),
                        one.path("state").asString(),
                        one.path("attempts").asString(),
                        one.path("answer").isNull()
                                ? "-"
                                : Output.clean(one.path("answer").asString()),
                        one.path("id").asString()));
        return 0;
    }
}
