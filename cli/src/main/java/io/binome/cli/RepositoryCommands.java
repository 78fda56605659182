package io.binome.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome repository}: hosted Git. */
@Command(name = "repository", description = "Work with hosted Git repositories.")
final class RepositoryCommands {
    private static final String NAME = "The repository's name.";

    private final Context context;

    RepositoryCommands(Context context) {
        this.context = context;
    }

    @Command(name = "create", description = "Create an empty repository.")
    int create(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        JsonNode answer = context.api()
                .post(
                        context.inTenant("repositories"),
                        context.mapper().createObjectNode().put("name", name));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line("Created. Next:");
            output.line("  git clone " + answer.path("cloneUrl").asString());
        }
        return 0;
    }

    @Command(name = "list", description = "List the repositories.")
    int list(@Mixin Paging paging) {
        JsonNode answer = paging.get(context.api(), context.inTenant("repositories"));
        context.output()
                .listing(
                        answer,
                        "There are no repositories. Create one: binome repository create NAME",
                        List.of("REPOSITORY", "BRANCH", "CLONE"),
                        repository -> List.of(
                                repository.path("name").asString()
                                        + (repository.path("archived").asBoolean() ? " (archived)" : ""),
                                repository.path("defaultBranch").asString(),
                                repository.path("cloneUrl").asString()));
        return 0;
    }

    @Command(name = "clone-url", description = "Print the address for git clone.")
    int cloneUrl(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        JsonNode answer = context.api().get(context.inTenant("repositories", name));
        Output output = context.output();
        if (!output.printedJson(answer)) {
            output.line(answer.path("cloneUrl").asString());
        }
        return 0;
    }

    @Command(name = "branches", description = "List the branches of a repository.")
    int branches(@Parameters(paramLabel = "NAME", description = NAME) String name, @Mixin Paging paging) {
        JsonNode answer = paging.get(context.api(), context.inTenant("repositories", name, "branches"));
        context.output()
                .listing(
                        answer,
                        "Nothing was pushed yet.",
                        List.of("BRANCH", "COMMIT"),
                        branch -> List.of(
                                branch.path("name").asString(),
                                Output.shortCommit(branch.path("commit"))
                                        + (branch.path("isDefault").asBoolean() ? "  default" : "")));
        return 0;
    }

    @Command(name = "log", description = "List the commits of a branch, newest first.")
    int log(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--branch", paramLabel = "BRANCH", description = "The default branch when left out.")
                    @Nullable
                    String branch,
            @Mixin Paging paging) {
        String path = context.inTenant("repositories", name, "commits");
        JsonNode answer = paging.get(context.api(), branch == null ? path : ApiClient.with(path, "branch", branch));
        Output output = context.output();
        output.listing(
                answer,
                "There are no commits.",
                List.of("COMMIT", "WHEN", "AUTHOR", "SUBJECT"),
                commit -> List.of(
                        Output.shortCommit(commit.path("id")),
                        output.ago(commit.path("at")),
                        Output.clean(commit.path("authorName").asString()),
                        Output.clean(commit.path("message")
                                .asString()
                                .lines()
                                .findFirst()
                                .orElse(""))));
        return 0;
    }

    @Command(name = "archive", description = "Archive a repository: it is read as before and takes no push.")
    int archive(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        context.api().post(context.inTenant("repositories", name, "archive"), null);
        context.output().say(name + " is archived.");
        return 0;
    }
}
