package io.binome.cli;

import java.io.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signing in and out. */
final class SignInCommands {
    private SignInCommands() {}

    @Command(
            name = "login",
            description = "Sign in: makes an access token and keeps it for later commands.",
            footer = {"", "Passwords are read from the terminal, or from files, never from the command line."})
    static final class Login implements Callable<Integer> {
        private final Context context;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "Who signs in; asked for when left out.")
        private @Nullable String email;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "File with the password; - for standard input.")
        private @Nullable String passwordFile;

        @Option(
                names = "--new-password-file",
                paramLabel = "FILE",
                description =
                        "File with another password to take from now on; needed where the present one was chosen for you.")
        private @Nullable String newPasswordFile;

        @Option(
                names = "--title",
                paramLabel = "TEXT",
                description = "What the token is called in the list of your tokens.")
        private @Nullable String title;

        @Option(
                names = "--days",
                paramLabel = "DAYS",
                defaultValue = "90",
                description = "How long it is valid: 1 to 366 days (default: ${DEFAULT-VALUE}).")
        private int days;

        @Option(names = "--git", description = "Have git use the token for this server, too (git config --global).")
        private boolean git;

        Login(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            String server = context.server();
            String who = email == null ? ask("E-mail address: ") : email;
            ObjectNode request = context.mapper()
                    .createObjectNode()
                    .put("email", who)
                    .put("password", password(passwordFile, "Password: "))
                    .put("title", title == null ? "binome on " + machine() : title)
                    .put("lifetimeDays", days);
            if (newPasswordFile != null) {
                request.put("newPassword", password(newPasswordFile, ""));
            }
            ApiClient api = context.api(server, null);
            JsonNode answer;
            try {
                answer = api.post("/sign-in", request);
            } catch (CommandProblem problem) {
                if (!isPasswordChangeRequired(problem) || newPasswordFile != null) {
                    throw problem;
                }
                if (System.console() == null) {
                    throw new CommandProblem(problem.getMessage() + " Name a file that holds it: --new-password-file.");
                }
                context.err().println(problem.getMessage());
                request.put("newPassword", chosen());
                answer = api.post("/sign-in", request);
            }
            JsonNode me = answer.path("me");
            context.profiles()
                    .keep(
                            server,
                            new Profiles.Profile(
                                    answer.path("secret").asString(),
                                    answer.path("token").path("id").asString(),
                                    me.path("tenant").asString()));
            if (git) {
                GitSetUp.configure(server, context.environment().getOrDefault("BINOME_LAUNCHER", "binome"));
            }
            Output output = context.output();
            if (!output.printedJson(me)) {
                output.line("Signed in at " + server + " as "
                        + me.path("displayName").asString() + ", "
                        + me.path("role").asString() + " of "
                        + me.path("tenantTitle").asString() + ".");
                output.line(
                        git
                                ? "git uses this sign-in for " + server + "."
                                : "For git over the same sign-in: binome login --git.");
            }
            return 0;
        }

        private static boolean isPasswordChangeRequired(CommandProblem problem) {
            return problem.document() != null
                    && problem.document().path("code").asString("").equals("password-change-required");
        }

        private static String ask(String prompt) {
            return console("--email and --password-file").readLine(prompt);
        }

        private static String chosen() {
            return new String(console("--new-password-file").readPassword("New password (12 characters or more): "));
        }

        private static Console console(String instead) {
            return Optional.ofNullable(System.console())
                    .orElseThrow(() -> new CommandProblem("There is no terminal to ask at: use " + instead + "."));
        }

        private static String password(@Nullable String file, String prompt) {
            if (file == null) {
                return new String(console("--password-file").readPassword(prompt));
            }
            return Secrets.read(file);
        }

        private static String machine() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException unknown) {
                return "this machine";
            }
        }
    }

    @Command(name = "logout", description = "Revoke the token of the last login and forget it.")
    static final class Logout implements Callable<Integer> {
        private final Context context;

        @Option(names = "--everywhere", description = "End all your console sessions, too.")
        private boolean everywhere;

        Logout(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            String server = context.server();
            Optional<Profiles.Profile> profile = context.profiles().find(server);
            if (profile.isPresent()) {
                ApiClient api = context.api(server, profile.get().token());
                try {
                    if (everywhere) {
                        api.post("/me/sign-out-everywhere", null);
                    }
                    api.delete("/me/tokens" + ApiClient.path(profile.get().tokenId()));
                } catch (CommandProblem endedAlready) {
                    context.err().println("binome: " + endedAlready.getMessage());
                }
                context.profiles().forget(server);
            }
            context.output().say("Signed out at " + server + ".");
            return 0;
        }
    }

    @Command(name = "whoami", description = "Show who you are to the server.")
    static final class WhoAmI implements Callable<Integer> {
        private final Context context;

        WhoAmI(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode me = context.api().get("/me");
            Output output = context.output();
            if (!output.printedJson(me)) {
                output.line(me.path("displayName").asString() + " <"
                        + me.path("email").asString() + ">, "
                        + me.path("role").asString() + " of "
                        + me.path("tenant").asString() + " at "
                        + context.server());
            }
            return 0;
        }
    }
}
