package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One worker process and what it can be asked.
 *
 * @param replaced by a reload: it only finishes what it has begun, has no statistics and takes no changes any more
 */
record Worker(HaproxySettings settings, long processId, boolean replaced) {
    private static final Pattern SESSION = Pattern.compile("^(0x[0-9a-f]+): .* be=(\\S+) srv=(\\S+) .*");

    /** What commands answer that did something; the others then say nothing at all. */
    private static final List<String> SUCCESSES =
            List.of("New server registered", "Server deleted", "IP changed", "port changed", "no need to change");

    /** A server of a backend: {@code active} takes new requests. */
    record KnownServer(String name, String address, int port, boolean active) {}

    /** The current worker has a socket of its own, which is far quicker than the way through the master. */
    private String ask(String command) throws IOException {
        return replaced
                ? CommandSocket.askMaster(settings.masterSocket(), "@!" + processId + " " + command)
                : CommandSocket.ask(settings.adminSocket(), command);
    }

    /** Sends a command that changes something, and throws when it did not. */
    void command(String command) throws IOException {
        String answer = ask(command).strip();
        if (!answer.isEmpty() && SUCCESSES.stream().noneMatch(answer::startsWith)) {
            throw new IOException("HAProxy answered '" + answer + "' to '" + command + "'");
        }
    }

    /** Whether the socket of the current worker is answered by this one: just after a reload it may be the one before. */
    boolean answersItself() throws IOException {
        return ask("show info").lines().anyMatch(line -> line.equals("Pid: " + processId));
    }

    boolean stopping() throws IOException {
        return ask("show info").lines().anyMatch(line -> line.equals("Stopping: 1"));
    }

    /** Names of the proxies that listen for clients. */
    Set<String> frontends() throws IOException {
        Set<String> names = new HashSet<>();
        ask("show stat -1 1 -1").lines().map(line -> line.split(",", -1)).forEach(fields -> {
            if (fields.length > 17
                    && fields[1].equals("FRONTEND")
                    && fields[17].equals("OPEN")
                    && !fields[0].equals("again")) {
                names.add(fields[0]);
            }
        });
        return names;
    }

    /**
     * What went through each backend since this worker began, requests that a replaced worker handed over among it.
     *
     * @param requests connections where the backend does not speak HTTP
     */
    record Count(String backend, long receivedBytes, long sentBytes, long requests) {}

    List<Count> counts() throws IOException {
        List<String> lines = ask("show stat -1 2 -1").lines().toList();
        List<String> columns = List.of(lines.getFirst().replaceFirst("^# ", "").split(",", -1));
        List<Count> counts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            if (fields.length >= columns.size()) {
                String requests = fields[columns.indexOf("req_tot")];
                counts.add(new Count(
                        fields[0],
                        Long.parseLong(fields[columns.indexOf("bin")]),
                        Long.parseLong(fields[columns.indexOf("bout")]),
                        Long.parseLong(requests.isEmpty() ? fields[columns.indexOf("stot")] : requests)));
            }
        }
        return counts;
    }

    /** The servers of all backends, those that are being drained too. */
    Map<String, List<KnownServer>> servers() throws IOException {
        return parseServers(ask("show servers state"));
    }

    List<KnownServer> servers(String backend) throws IOException {
        return parseServers(ask("show servers state " + backend)).getOrDefault(backend, List.of());
    }

    private static Map<String, List<KnownServer>> parseServers(String answer) {
        Map<String, List<KnownServer>> servers = new HashMap<>();
        for (String line : answer.lines().filter(text -> !text.startsWith("#")).toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 18) {
                servers.computeIfAbsent(fields[1], backend -> new ArrayList<>())
                        .add(new KnownServer(
                                fields[3], fields[4], Integer.parseInt(fields[18]), Integer.parseInt(fields[6]) == 0));
            }
        }
        return servers;
    }

    /** Requests (HTTP) or connections (TCP) that a server has in flight; 0 when it is not known here. */
    int inFlight(String backend, String server) throws IOException {
        if (replaced) {
            return sessions(backend, server).size();
        }
        return ask("show stat " + backend + " 4 -1")
                .lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length > 4 && fields[1].equals(server) && !fields[4].isEmpty())
                .mapToInt(fields -> Integer.parseInt(fields[4]))
                .sum();
    }

    /** What a backend has in flight, of one server or of all ({@code *}). */
    List<String> sessions(String backend, String server) throws IOException {
        List<String> sessions = new ArrayList<>();
        for (String line : ask("show sess").lines().toList()) {
            Matcher session = SESSION.matcher(line);
            if (session.matches()
                    && session.group(2).equals(backend)
                    && (server.equals("*") || session.group(3).equals(server))) {
                sessions.add(session.group(1));
            }
        }
        return sessions;
    }

    /** How many there were. */
    int endSessions(String backend, String server) throws IOException {
        List<String> sessions = sessions(backend, server);
        for (String session : sessions) {
            ask("shutdown session " + session);
        }
        return sessions.size();
    }

    /** What turns the servers of a backend into the wanted ones: first more, then fewer, so that there is always one. */
    static List<String> commands(String backend, List<KnownServer> known, List<Edge.Server> wanted) {
        List<String> commands = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Edge.Server server : wanted) {
            names.add(server.name());
            String path = backend + "/" + server.name();
            KnownServer present = known.stream()
                    .filter(one -> one.name().equals(server.name()))
                    .findFirst()
                    .orElse(null);
            if (present == null) {
                commands.add("add server " + path + " " + server.address() + ":" + server.port());
                commands.add("enable server " + path);
                continue;
            }
            if (!present.address().equals(server.address()) || present.port() != server.port()) {
                commands.add("set server " + path + " addr " + server.address() + " port " + server.port());
            }
            if (!present.active()) {
                commands.add("set server " + path + " state ready");
            }
        }
        for (KnownServer server : known) {
            if (!names.contains(server.name()) && server.active()) {
                commands.add("set server " + backend + "/" + server.name() + " state drain");
            }
        }
        return commands;
    }
}
