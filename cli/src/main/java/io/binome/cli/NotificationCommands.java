package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome notification}: what you were told. */
@Command(name = "notification", description = "Read what you were told.")
final class NotificationCommands {
    private final Context context;

    NotificationCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List what you were told, newest first.")
    int list(@Option(names = "--unread", description = "Only what is unread.") boolean unread, @Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(
                        context.api(),
                        unread ? ApiClient.with("/me/notifications", "unread", true) : "/me/notifications"),
                unread ? "You have read everything." : "Nothing was told to you yet.",
                List.of("", "WHEN", "TENANT", "WHAT", "IDENTIFIER"),
                one -> List.of(
                        one.path("readAt").isNull() ? "*" : "",
                        output.ago(one.path("at")),
                        Output.clean(one.path("about").asString()),
                        Output.clean(one.path("headline").asString()),
                        one.path("id").asString()));
        return 0;
    }

    @Command(name = "read", description = "Read one and mark it as read; without an identifier mark all as read.")
    int read(
            @Parameters(arity = "0..1", paramLabel = "IDENTIFIER", description = "As in the list.") @Nullable
                    String notification) {
        Output output = context.output();
        if (notification == null) {
            JsonNode newest = context.api()
                    .get(ApiClient.with("/me/notifications", "limit", 1))
                    .path("items");
            if (!newest.isEmpty()) {
                context.api()
                        .post(
                                "/me/notifications/read",
                                context.mapper()
                                        .createObjectNode()
                                        .put("until", newest.path(0).path("at").asString()));
            }
            output.say("All is marked as read.");
            return 0;
        }
        JsonNode one = context.api()
                .post(
                        "/me/notifications" + ApiClient.path(notification, "read"),
                        context.mapper().createObjectNode());
        if (!output.printedJson(one)) {
            output.line(Output.clean(one.path("headline").asString()));
            String explanation = one.path("explanation").asString();
            if (!explanation.isEmpty()) {
                output.line(Output.clean(explanation));
            }
            output.line(one.path("link").asString());
        }
        return 0;
    }
}
