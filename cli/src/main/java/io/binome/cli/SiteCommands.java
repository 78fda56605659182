package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome site}: data centres. */
@Command(name = "site", description = "Work with sites (the provider's people create them).")
final class SiteCommands {
    private final Context context;

    SiteCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the sites.")
    int list() {
        context.output()
                .listing(
                        context.api().get("/sites"),
                        "There are no sites.",
                        List.of("SITE", "TITLE"),
                        site -> List.of(
                                site.path("name").asString(),
                                Output.clean(site.path("title").asString())));
        return 0;
    }

    @Command(name = "create", description = "Create a site.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Name that stacks use.") String name,
            @Option(names = "--title", paramLabel = "TEXT", description = "Name as people write it.") @Nullable
                    String title) {
        ObjectNode body = context.mapper().createObjectNode().put("name", name);
        if (title != null) {
            body.put("title", title);
        }
        JsonNode answer = context.api().post("/sites", body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Created " + name + ".");
        }
        return 0;
    }
}
