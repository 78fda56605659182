package io.binome.cli;

import io.binome.kernel.Authorities;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command has around it: the environment, where it prints, and the server it speaks to.
 *
 * @param terminal whether a person reads along, so that colours and progress make sense
 */
record Context(
        Map<String, String> environment,
        Path directory,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        InstantSource clock,
        Options options,
        JsonMapper mapper) {
    private static final int USUAL_WIDTH = 100;

    static Context ofProcess(PrintWriter out, PrintWriter err) {
        java.io.Console console = System.console();
        return of(System.getenv(), Path.of("").toAbsolutePath(), out, err, console != null && console.isTerminal());
    }

    static Context of(
            Map<String, String> environment, Path directory, PrintWriter out, PrintWriter err, boolean terminal) {
        return new Context(
                Map.copyOf(environment),
                directory,
                out,
                err,
                terminal,
                Clock.systemUTC(),
                new Options(),
                JsonMapper.builder().build());
    }

    Output output() {
        return new Output(out, options.json(), terminal && !environment.containsKey("NO_COLOR"), mapper, clock);
    }

    /** Characters of a line: as the environment or the terminal says, else what most people can read. */
    int width() {
        String said = environment.getOrDefault("COLUMNS", "");
        if (said.matches("[1-9][0-9]{1,3}")) {
            return Integer.parseInt(said);
        }
        return terminal
                ? RawTerminal.sizeOfTerminal().map(RawTerminal.Size::columns).orElse(USUAL_WIDTH)
                : USUAL_WIDTH;
    }

    Profiles profiles() {
        return Profiles.of(environment, mapper);
    }

    /** Where the server answers: said here, in the environment, at the last login, by the launcher, or the usual place. */
    String server() {
        String said = first(options.server(), environment.get("BINOME_SERVER"));
        String server = said != null ? said : profiles().current().orElseGet(() -> Profiles.localServer(environment));
        return server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    }

    /**
     * Speaks to the server with the token of the environment or of the last login there, or with none. Refuses answers of a
     * server whose ledger is not the one that this computer has seen.
     */
    ApiClient api() {
        String server = server();
        return new ApiClient(server, token(server), mapper, ledgerWatch(), authorities());
    }

    LedgerWatch ledgerWatch() {
        return new LedgerWatch(server(), ledgerMemory(), unwatchedApi(), clock);
    }

    /** As {@link #api}, for those who look at the ledger's checkpoints themselves. */
    ApiClient unwatchedApi() {
        String server = server();
        return api(server, token(server));
    }

    /** Speaks to a server with that token, as it is. */
    ApiClient api(String server, @Nullable String token) {
        return new ApiClient(server, token, mapper, (_, _) -> {}, authorities());
    }

    private @Nullable SSLContext authorities() {
        String said = environment.getOrDefault("BINOME_CA", "");
        Path file = options.authorities() != null ? options.authorities() : said.isEmpty() ? null : Path.of(said);
        try {
            return file == null ? null : Authorities.of(file);
        } catch (IllegalArgumentException unusable) {
            throw new CommandProblem(String.valueOf(unusable.getMessage()));
        }
    }

    LedgerMemory ledgerMemory() {
        return new LedgerMemory(Profiles.folder(environment).resolve("ledgers"), mapper);
    }

    private @Nullable String token(String server) {
        return first(
                environment.get("BINOME_TOKEN"),
                profiles().find(server).map(Profiles.Profile::token).orElse(null));
    }

    /** The tenant that was said, or the one of the person who signed in. */
    String tenant() {
        String said = first(options.tenant(), environment.get("BINOME_TENANT"));
        if (said != null) {
            return said;
        }
        return environment.containsKey("BINOME_TOKEN")
                ? api().get("/me").path("tenant").asString()
                : profiles()
                        .find(server())
                        .map(Profiles.Profile::tenant)
                        .orElseThrow(() -> new CommandProblem("You are not signed in at " + server()
                                + ". Sign in with `binome login`, or set BINOME_TOKEN."));
    }

    /** The path of what is kept under the tenant. */
    String inTenant(String... segments) {
        return ApiClient.path("tenants", tenant()) + ApiClient.path(segments);
    }

    CommandLine commandLine(Object command) {
        return new CommandLine(command, CommandLine.defaultFactory());
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null && !one.isBlank() ? one : other != null && !other.isBlank() ? other : null;
    }
}
