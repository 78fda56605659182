package io.binome.drivers.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the agent was told on its command line.
 *
 * @param authorities who vouches for the server; whom Java knows when null
 * @param every between two readings; {@code bring} between two reports
 * @param most bytes that are kept on the disk while the server cannot be reached
 */
record AgentOptions(
        URI server,
        @Nullable Path authorities,
        Path tokenFile,
        Path buffer,
        String socket,
        Duration every,
        Duration bring,
        long most) {
    static final String USAGE = """
            Usage: binome agent --server URL --token-file FILE [OPTION...]
            Reads what services use on this machine and brings it to the server.

                  --server URL        The server. BINOME_SERVER when left out.
                  --ca FILE           Certificates (PEM) of who is to vouch for the server, in place of those that Java
                                      knows. BINOME_CA when left out.
                  --token-file FILE   Has the token of this host: `binome host agent-token SITE HOST`. It is read each time.
                  --buffer FOLDER     Keeps what could not be brought yet (default: /var/lib/binome-agent).
                  --docker SOCKET     Unix socket of this machine's engine (default: /var/run/docker.sock).
                  --every SECONDS     Between two readings, 1 to 60 (default: 5).
                  --bring SECONDS     Between two reports, 1 to 600 (default: 15).
                  --most MEGABYTES    That the buffer may have, 1 to 1024 (default: 8).
            """;
    private static final Set<String> KNOWN =
            Set.of("--server", "--ca", "--token-file", "--buffer", "--docker", "--every", "--bring", "--most");

    /** @throws IllegalArgumentException that says what is wrong */
    static AgentOptions of(String[] arguments, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            if (!KNOWN.contains(parts[0])) {
                throw new IllegalArgumentException("There is no option " + parts[0] + ".");
            }
            if (parts.length == 1 && i + 1 == arguments.length) {
                throw new IllegalArgumentException(parts[0] + " wants a value.");
            }
            given.put(parts[0], parts.length == 2 ? parts[1] : arguments[++i]);
        }
        return new AgentOptions(
                server(given.getOrDefault("--server", environment.getOrDefault("BINOME_SERVER", ""))),
                path(given.getOrDefault("--ca", environment.getOrDefault("BINOME_CA", ""))),
                Path.of(required(given, "--token-file")),
                Path.of(given.getOrDefault("--buffer", "/var/lib/binome-agent")),
                given.getOrDefault("--docker", "/var/run/docker.sock"),
                Duration.ofSeconds(number(given, "--every", 5, 60)),
                Duration.ofSeconds(number(given, "--bring", 15, 600)),
                number(given, "--most", 8, 1_024) << 20);
    }

    private static URI server(String text) {
        if (!text.matches("https?://[^/]+.*")) {
            throw new IllegalArgumentException("--server wants a URL such as https://binome.example.");
        }
        return URI.create(text);
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    private static String required(Map<String, String> given, String option) {
        String value = given.get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing.");
        }
        return value;
    }

    private static long number(Map<String, String> given, String option, long usual, long most) {
        String text = given.getOrDefault(option, Long.toString(usual));
        if (!text.matches("[0-9]{1,4}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(option + " wants a number from 1 to " + most + ".");
        }
        return Long.parseLong(text);
    }
}
