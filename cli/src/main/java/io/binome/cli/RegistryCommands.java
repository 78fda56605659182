package io.binome.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code binome registry}: logins at image registries. */
@Command(name = "registry", description = "Work with the tenant's logins at image registries.")
final class RegistryCommands {
    private static final String REGISTRY =
            "Host name of the registry, with its port if any; docker.io for Docker's own.";

    private final Context context;

    RegistryCommands(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "List the registries for which a login is kept.")
    int list() {
        Output output = context.output();
        output.listing(
                context.api().get(context.inTenant("registries")),
                "No login is kept. Keep one: binome registry login REGISTRY --user NAME --password-file FILE",
                List.of("REGISTRY", "USER", "SET"),
                login -> List.of(
                        login.path("registry").asString(),
                        Output.clean(login.path("user").asString()),
                        output.ago(login.path("changedAt"))));
        return 0;
    }

    @Command(name = "login", description = "Keep a login for a registry; it is never shown again.")
    int login(
            @Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry,
            @Option(names = "--user", paramLabel = "NAME", required = true, description = "User at the registry.")
                    String user,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            required = true,
                            description = "File with the password or token; - for standard input.")
                    String passwordFile) {
        context.api()
                .put(
                        context.inTenant("registries", registry),
                        context.mapper()
                                .createObjectNode()
                                .put("user", user)
                                .put("password", Secrets.read(passwordFile)));
        context.output().say("The login at " + registry + " is kept.");
        return 0;
    }

    @Command(name = "logout", description = "Remove the login for a registry.")
    int logout(@Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry) {
        context.api().delete(context.inTenant("registries", registry));
        context.output().say("The login at " + registry + " is removed.");
        return 0;
    }
}
