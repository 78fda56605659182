package io.binome.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code binome vault}: connections to HashiCorp Vault or OpenBao. */
@Command(name = "vault", description = "Work with the tenant's connections to HashiCorp Vault or OpenBao.")
final class VaultCommands {
    private static final String ENVIRONMENT = "For this environment alone (default: all that have none of their own).";

    private final Context context;

    VaultCommands(Context context) {
        this.context = context;
    }

    @Command(
            name = "set",
            description = "Keep a connection (the provider's people). Its credential is never shown again.")
    int set(
            @Option(
                            names = "--address",
                            required = true,
                            paramLabel = "URL",
                            description = "https://HOST:PORT; http:// only on the server's own loopback.")
                    String address,
            @Option(names = "--environment", paramLabel = "ENVIRONMENT", description = ENVIRONMENT) @Nullable
                    String environment,
            @Option(names = "--namespace", paramLabel = "PATH", description = "Namespace, where Vault has any.")
                    @Nullable
                    String namespace,
            @Option(
                            names = "--ca-file",
                            paramLabel = "FILE",
                            description = "Certificates in PEM that Vault's must come from (default: the system's).")
                    @Nullable
                    Path authority,
            @Option(
                            names = "--mount",
                            paramLabel = "PATH",
                            description = "Where the login's method is mounted (default: approle or jwt).")
                    @Nullable
                    String mount,
            @Option(names = "--role-id", paramLabel = "ID", description = "Of the AppRole.") @Nullable String roleId,
            @Option(
                            names = "--secret-id-file",
                            paramLabel = "FILE",
                            description = "File with the AppRole's secret-id; - for standard input.")
                    @Nullable
                    String secretIdFile,
            @Option(names = "--jwt-role", paramLabel = "ROLE", description = "Role to sign in as with a JWT.") @Nullable
                    String jwtRole,
            @Option(
                            names = "--jwt-file",
                            paramLabel = "FILE",
                            description = "File with the JSON Web Token; - for standard input.")
                    @Nullable
                    String jwtFile) {
        ObjectNode body = context.mapper().createObjectNode().put("address", address);
        if (roleId != null && secretIdFile != null && jwtRole == null && jwtFile == null) {
            body.put("login", "approle").put("role", roleId).put("credential", Secrets.read(secretIdFile));
        } else if (jwtRole != null && jwtFile != null && roleId == null && secretIdFile == null) {
            body.put("login", "jwt").put("role", jwtRole).put("credential", Secrets.read(jwtFile));
        } else {
            throw new CommandLine.ParameterException(
                    context.commandLine(this), "Say --role-id and --secret-id-file, or --jwt-role and --jwt-file.");
        }
        put(body, "environment", environment);
        put(body, "namespace", namespace);
        put(body, "loginMount", mount);
        put(body, "authority", authority == null ? null : text(authority));
        context.api().put(context.inTenant("vault"), body);
        context.output().say("The connection to " + address + " is kept.");
        return 0;
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
    }

    @Command(name = "list", description = "List the connections; never a credential.")
    int list() {
        Output output = context.output();
        output.listing(
                context.api().get(context.inTenant("vault")),
                "There is no connection. Keep one:"
                        + " binome vault set --address https://vault.example:8200 --role-id ID --secret-id-file FILE",
                List.of("ENVIRONMENT", "ADDRESS", "NAMESPACE", "LOGIN", "SET"),
                connection -> List.of(
                        connection.path("environment").asString("all others"),
                        Output.clean(connection.path("address").asString()),
                        Output.clean(connection.path("namespace").asString("")),
                        Output.clean(connection.path("loginMount").asString()),
                        output.ago(connection.path("changedAt"))));
        return 0;
    }

    @Command(name = "remove", description = "Forget a connection (the provider's people).")
    int remove(
            @Option(names = "--environment", paramLabel = "ENVIRONMENT", description = ENVIRONMENT) @Nullable
                    String environment) {
        String path = context.inTenant("vault");
        context.api().delete(environment == null ? path : ApiClient.with(path, "environment", environment));
        context.output().say("The connection is removed.");
        return 0;
    }
}
