package io.binome.cli;

import io.binome.cli.Output.Colour;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code binome state}: what OpenTofu and Terraform know of the things they made. */
@Command(
        name = "state",
        subcommands = BreakGlassCommands.class,
        description = {
            "Work with the states of OpenTofu and Terraform stacks.",
            "STATE is a stack, as network or shop/network, or one of its workspaces, as shop/network/blue."
        })
final class StateCommands {
    private static final String STATE = "The stack, as network or shop/network; shop/network/blue for a workspace.";

    private final Context context;

    StateCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the states that are kept.")
    int list(@Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), context.inTenant("states")),
                "No state is kept yet: the first apply of a stack writes one, or binome state push STATE FILE.",
                List.of("STATE", "SERIAL", "SIZE", "WRITTEN", "LOCKED BY"),
                state -> List.of(
                        state.path("repository").asString() + "/"
                                + state.path("stack").asString() + "/"
                                + state.path("workspace").asString(),
                        state.path("latest").path("serial").asString("-"),
                        state.path("latest").isObject()
                                ? Output.bytes(
                                        state.path("latest").path("sizeBytes").asLong())
                                : "-",
                        output.ago(state.path("latest").path("createdAt")),
                        holder(state.path("lock"))));
        return 0;
    }

    private static String holder(JsonNode lock) {
        String who = lock.path("who").asString("");
        return Output.clean(
                who.isEmpty() ? lock.path("actor").path("displayName").asString("-") : who);
    }

    @Command(name = "show", description = "Show what a state holds: the addresses of its resources, without values.")
    int show(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Option(names = "--serial", paramLabel = "N", description = "Of an earlier version; else the latest.")
                    @Nullable
                    Long serial,
            @Mixin Paging paging) {
        StateReference reference = StateReference.parse(context, state);
        String version = version(reference, serial);
        context.output()
                .listing(
                        paging.get(context.api(), reference.path(context) + "/versions/" + version + "/resources"),
                        "The state holds no resource.",
                        List.of("ADDRESS", "PROVIDER"),
                        resource -> List.of(
                                Output.clean(resource.path("address").asString()),
                                Output.clean(resource.path("provider").asString())));
        return 0;
    }

    private String version(StateReference reference, @Nullable Long serial) {
        if (serial != null) {
            return serial.toString();
        }
        JsonNode latest = context.api().get(reference.path(context)).path("latest");
        if (!latest.isObject()) {
            throw new CommandProblem("Nothing has been written to this state yet.");
        }
        return latest.path("serial").asString();
    }

    @Command(name = "history", description = "List the versions of a state, newest first.")
    int history(@Parameters(paramLabel = "STATE", description = STATE) String state, @Mixin Paging paging) {
        Output output = context.output();
        output.listing(
                paging.get(context.api(), StateReference.parse(context, state).path(context) + "/versions"),
                "Nothing has been written to this state yet.",
                List.of("SERIAL", "WRITTEN", "BY", "HOW", "TERRAFORM", "SIZE", "SHA-256"),
                version -> List.of(
                        version.path("serial").asString(),
                        output.ago(version.path("createdAt")),
                        Output.clean(version.path("actor").path("displayName").asString("-")),
                        version.path("origin").asString()
                                + (version.path("removed").isString()
                                        ? " "
                                                + Output.clean(
                                                        version.path("removed").asString())
                                        : ""),
                        Output.clean(version.path("terraformVersion").asString()),
                        Output.bytes(version.path("sizeBytes").asLong()),
                        version.path("sha256").asString().substring(0, 12)));
        return 0;
    }

    @Command(
            name = "pull",
            description = {
                "Download a version with every secret in it, for leads and operators. It is in the ledger.",
                "A file is made readable for its owner alone."
            })
    int pull(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Option(names = "--serial", paramLabel = "N", description = "An earlier version; else the latest.")
                    @Nullable
                    Long serial,
            @Option(names = "--output", paramLabel = "FILE", description = "Where to; else the standard output.")
                    @Nullable
                    String file)
            throws IOException {
        StateReference reference = StateReference.parse(context, state);
        String path = reference.path(context) + "/versions/" + version(reference, serial) + "/body";
        if (file == null) {
            context.api().download(path, System.out);
            System.out.flush();
            return 0;
        }
        Path target = context.directory().resolve(file).toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandProblem("There is no folder for the file " + file + ". Nothing was written.");
        }
        Path part = Files.createTempFile(
                folder,
                ".binome",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                context.api().download(path, out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        context.output().say("The state is in " + file + ". It holds secrets in clear: remove it when it has served.");
        return 0;
    }

    @Command(
            name = "push",
            description = "Bring an existing state in, once: later versions are written by applied changes alone.")
    int push(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Parameters(paramLabel = "FILE", description = "The state, as terraform.tfstate.") String file)
            throws IOException {
        Path source = context.directory().resolve(file);
        if (!Files.isRegularFile(source)) {
            throw new CommandProblem("There is no file " + file + ".");
        }
        StateReference reference = StateReference.parse(context, state);
        try (InputStream md5 = Files.newInputStream(source)) {
            context.api().upload(reference.backendPath(context), source, Md5.of(md5));
        }
        context.output().say("The state is kept. `binome state show " + state + "` lists what it holds.");
        return 0;
    }

    @Command(name = "diff", description = "Show what differs between two versions; sensitive values are not shown.")
    int diff(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Option(names = "--from", paramLabel = "N", description = "A serial; else the version before.") @Nullable
                    Long from,
            @Option(names = "--to", paramLabel = "N", description = "A serial; else the latest.") @Nullable Long to) {
        String path = StateReference.parse(context, state).path(context) + "/difference";
        path = from == null ? path : ApiClient.with(path, "from", from);
        path = to == null ? path : ApiClient.with(path, "to", to);
        JsonNode answer = context.api().get(path);
        Output output = context.output();
        if (output.printedJson(answer)) {
            return 0;
        }
        output.line("Serial " + answer.path("from").asString() + " to "
                + answer.path("to").asString() + ": "
                + answer.path("added").asInt() + " added, "
                + answer.path("changed").asInt() + " changed, "
                + answer.path("removed").asInt() + " removed.");
        answer.path("entries").forEach(entry -> entry(output, entry));
        return 0;
    }

    private static void entry(Output output, JsonNode entry) {
        String kind = entry.path("kind").asString();
        String sign = kind.equals("added") ? "+" : kind.equals("removed") ? "-" : "~";
        Colour colour = kind.equals("added") ? Colour.GREEN : kind.equals("removed") ? Colour.RED : Colour.YELLOW;
        output.line(output.paint(
                colour, sign + " " + Output.clean(entry.path("address").asString())));
        entry.path("attributes")
                .properties()
                .forEach(attribute -> output.line("    " + Output.clean(attribute.getKey()) + ": "
                        + value(attribute.getValue().path("before")) + " -> "
                        + value(attribute.getValue().path("after"))));
    }

    private static String value(JsonNode value) {
        return value.isString() ? Output.clean(value.asString()) : "(none)";
    }

    @Command(
            name = "rollback",
            description = {
                "Write an earlier version anew, under the next serial. It is in the ledger.",
                "Only what is known of the things changes, not the things: plan afterwards."
            })
    int rollBack(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Option(
                            names = "--serial",
                            paramLabel = "N",
                            required = true,
                            description = "Of the version to go back to.")
                    long serial) {
        JsonNode version = context.api()
                .post(
                        StateReference.parse(context, state).path(context) + "/rollback",
                        context.mapper().createObjectNode().put("serial", serial));
        context.output()
                .say("The state is again as in serial " + serial + ", now under serial "
                        + version.path("serial").asString() + ".");
        return 0;
    }

    @Command(
            name = "rm",
            description = {
                "Take a resource, an instance or a module out of a state. It is in the ledger.",
                "What it stands for goes on running, and nobody manages it any more."
            })
    int remove(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Parameters(paramLabel = "ADDRESS", description = "Such as aws_subnet.a[0] or module.network.")
                    String address) {
        JsonNode version = context.api()
                .post(
                        StateReference.parse(context, state).path(context) + "/remove-resource",
                        context.mapper().createObjectNode().put("address", address));
        context.output()
                .say(address + " is out of the state, now under serial "
                        + version.path("serial").asString() + ".");
        return 0;
    }

    @Command(name = "lock-info", description = "Show who holds the lock of a state.")
    int lockInfo(@Parameters(paramLabel = "STATE", description = STATE) String state) {
        JsonNode lock = context.api()
                .get(StateReference.parse(context, state).path(context))
                .path("lock");
        Output output = context.output();
        if (output.printedJson(lock)) {
            return 0;
        }
        if (!lock.isObject()) {
            output.line("Nobody holds the lock.");
            return 0;
        }
        output.line("Lock       " + Output.clean(lock.path("id").asString()));
        output.line("Held by    " + holder(lock) + ", "
                + Output.clean(lock.path("actor").path("displayName").asString("-")));
        output.line("Since      " + output.ago(lock.path("since")));
        output.line("Operation  " + Output.clean(lock.path("operation").asString()));
        output.line(
                lock.path("run").isString()
                        ? "Run        " + lock.path("run").asString() + ", whose end releases it"
                        : "It never expires by itself. binome state force-unlock " + state + " "
                                + Output.clean(lock.path("id").asString()));
        return 0;
    }

    @Command(name = "force-unlock", description = "Release a lock that its holder will not release any more.")
    int forceUnlock(
            @Parameters(paramLabel = "STATE", description = STATE) String state,
            @Parameters(paramLabel = "LOCK", description = "The lock's identifier, as lock-info shows it.")
                    String lock) {
        context.api()
                .post(
                        StateReference.parse(context, state).path(context) + "/force-unlock",
                        context.mapper().createObjectNode().put("lock", lock));
        context.output().say("Lock " + lock + " is released.");
        return 0;
    }
}
