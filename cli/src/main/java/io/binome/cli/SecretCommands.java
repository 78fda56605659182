package io.binome.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome secret}: values that are kept sealed and lent to stacks. */
@Command(name = "secret", description = "Work with the tenant's secrets; none is ever shown again.")
final class SecretCommands {
    private static final String NAME =
            "Lower-case letters, digits and hyphens; slashes make folders: shop/db-password.";

    private final Context context;

    SecretCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "put",
            description = {
                "Keep a value as the next version.",
                "It comes from a file, from standard input, or is asked for on a terminal; never from an argument."
            })
    int put(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--environment",
                            split = ",",
                            paramLabel = "ENVIRONMENT",
                            description =
                                    "Where this version may be used; all for everywhere (default: as the version before, or all).")
                    @Nullable
                    List<String> environments,
            @Option(names = "--file", paramLabel = "FILE", description = "File with the value, taken byte for byte.")
                    @Nullable
                    Path file,
            @Option(names = "--strip", description = "Leave out the line end behind the value.") boolean strip) {
        byte[] value = value(file);
        if (strip) {
            value = stripped(value);
        }
        ObjectNode body = context.mapper()
                .createObjectNode()
                .put("name", name)
                .put("value", Base64.getEncoder().encodeToString(value));
        if (environments != null) {
            ArrayNode named = body.putArray("environments");
            environments.stream().filter(one -> !one.equals("all")).forEach(named::add);
        }
        JsonNode answer = context.api().put(context.inTenant("secrets"), body);
        Output output = context.output();
        if (!output.printedJson(answer)) {
            int version = answer.path("version").asInt();
            if (value.length > 0 && value[value.length - 1] == '\n') {
                context.err().println("The line end behind the value is part of it; --strip leaves it out.");
            }
            output.line(name + "@" + version + " is kept.");
            if (version > 1) {
                output.line("What runs goes on with the version it has; a change takes this one.");
            }
        }
        return 0;
    }

    private static byte[] value(@Nullable Path file) {
        try {
            if (file != null) {
                return Files.readAllBytes(file);
            }
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                char[] typed = console.readPassword("Value (not shown): ");
                return typed == null ? new byte[0] : new String(typed).getBytes(StandardCharsets.UTF_8);
            }
            return System.in.readAllBytes();
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
    }

    private static byte[] stripped(byte[] value) {
        int end = value.length;
        if (end > 0 && value[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && value[end - 1] == '\r') {
            end--;
        }
        return Arrays.copyOf(value, end);
    }

    @Command(name = "list", description = "List the secrets, with who uses them; never a value.")
    int list(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("secrets")),
                "No secret is kept. Keep one: binome secret put NAME --file FILE",
                List.of("SECRET", "ENVIRONMENTS", "PUT", "BY", "USED BY"),
                secret -> List.of(
                        secret.path("name").asString() + "@"
                                + secret.path("version").asInt(),
                        environments(secret),
                        output.ago(secret.path("putAt")),
                        Output.clean(secret.path("putBy").path("displayName").asString("")),
                        StreamSupport.stream(secret.path("uses").spliterator(), false)
                                .map(use -> use.path("stack").asString("a removed stack") + " ("
                                        + use.path("environment").asString() + ", @"
                                        + use.path("version").asInt() + ")")
                                .collect(Collectors.joining(", "))));
        return 0;
    }

    @Command(name = "history", description = "List the versions of a secret, newest first; never a value.")
    int history(@Parameters(paramLabel = "NAME", description = NAME) String name, @Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), ApiClient.with(context.inTenant("secrets", "versions"), "name", name)),
                "There is no version.",
                List.of("VERSION", "ENVIRONMENTS", "PUT", "BY", "VALUE"),
                version -> List.of(
                        Integer.toString(version.path("version").asInt()),
                        environments(version),
                        output.ago(version.path("putAt")),
                        Output.clean(version.path("putBy").path("displayName").asString("")),
                        version.path("kept").asBoolean() ? "kept" : "removed"));
        return 0;
    }

    private static String environments(JsonNode secret) {
        List<String> names = Output.texts(secret.path("environments"));
        return names.isEmpty() ? "all" : String.join(",", names);
    }

    @Command(name = "remove", description = "Forget all values of a secret; its history stays.")
    int remove(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--even-if-used", description = "Although stacks used it lately.") boolean evenIfUsed) {
        context.api()
                .delete(ApiClient.with(
                        ApiClient.with(context.inTenant("secrets"), "name", name), "evenIfUsed", evenIfUsed));
        context.output().say(name + " is removed. What runs goes on.");
        return 0;
    }
}
