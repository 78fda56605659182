package io.binome.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A credential helper as git-credential(1) describes it; reads only, git's store and erase are passed over. */
@Command(name = "git-credential", description = "Answer git's question for a password (a credential helper).")
final class GitCredentialCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "get|store|erase", description = "What git asks for.")
    private String action = "get";

    GitCredentialCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> asked = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                asked.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        String server = asked.get("protocol") + "://" + asked.get("host");
        if (!action.equals("get")) {
            return 0;
        }
        Optional<String> token = Optional.ofNullable(context.environment().get("BINOME_TOKEN"))
                .filter(given -> server.equals(context.server()))
                .or(() -> context.profiles().find(server).map(Profiles.Profile::token));
        token.ifPresent(secret -> {
            context.out().println("username=binome");
            context.out().println("password=" + secret);
        });
        return 0;
    }
}
