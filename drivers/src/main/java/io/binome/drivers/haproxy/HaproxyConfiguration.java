package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file, written from routes and read back into them, so that it is also the memory of a driver that
 * finds a running proxy. Pure.
 */
final class HaproxyConfiguration {
    private static final Pattern ROUTE = Pattern.compile("# route ([0-9a-f-]{36}) (HTTP|TCP) ([0-9]+)");
    private static final Pattern SERVER = Pattern.compile("    server (\\S+) (\\S+):([0-9]+)");

    private final HaproxySettings settings;
    private final int connections;
    private final @Nullable String user;

    /** @param user whom the workers become; null to stay who they are, when not started by root */
    HaproxyConfiguration(HaproxySettings settings, int connections, @Nullable String user) {
        this.settings = settings;
        this.connections = connections;
        this.user = user;
    }

    String render(Collection<Proxy> proxies) {
        StringBuilder text = new StringBuilder(8_192).append(head());
        proxies.stream().sorted(Comparator.comparingInt(Proxy::port)).forEach(proxy -> append(text, proxy));
        return text.toString();
    }

    /** What only a reload can change: everything but the servers. */
    static String withoutServers(String text) {
        return text.lines()
                .filter(line -> !SERVER.matcher(line).matches())
                .reduce("", (all, line) -> all + line + "\n");
    }

    static List<Proxy> parse(String text) {
        List<Proxy> proxies = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher route = ROUTE.matcher(line);
            Matcher server = SERVER.matcher(line);
            if (route.matches()) {
                proxies.add(new Proxy(
                        RouteId.parse(route.group(1)),
                        Route.Mode.valueOf(route.group(2)),
                        Integer.parseInt(route.group(3)),
                        List.of()));
            } else if (server.matches() && !proxies.isEmpty()) {
                Proxy proxy = proxies.removeLast();
                List<Edge.Server> servers = new ArrayList<>(proxy.servers());
                servers.add(new Edge.Server(server.group(1), server.group(2), Integer.parseInt(server.group(3))));
                proxies.add(proxy.with(servers));
            }
        }
        return List.copyOf(proxies);
    }

    private String head() {
        String jailed = user == null ? settings.jail() + "/again.sock" : "/again.sock";
        String unprivileged = user == null
                ? ""
                : "    user %s\n    group %s\n    chroot %s\n"
                        .formatted(user, user.equals("nobody") ? "nogroup" : user, settings.jail());
        return """
               # Written by Binome and read back by it. Changes are lost.
               global
               %s    stats socket %s mode 600 level admin expose-fd listeners
                   stats timeout 1m
                   maxconn %d
                   noreuseport
                   hard-stop-after 12h
                   mworker-max-reloads 100

               defaults
                   mode http
                   maxconn %d
                   balance roundrobin
                   timeout connect 5s
                   timeout queue 5s
                   timeout client 60s
                   timeout server 60s
                   timeout http-request 10s
                   timeout http-keep-alive 60s
                   timeout tunnel 1h
                   option http-server-close
                   option redispatch 1
                   retries 3
                   errorfile 503 %s

               # A worker that was replaced hands the last request of a kept-alive connection to the one that replaced it.
               frontend again
                   bind unix@%s/again.sock mode 600 %saccept-proxy
                   use_backend http-%%[dst_port]
               backend again
                   server again unix@%s send-proxy-v2
               """.formatted(
                        unprivileged,
                        settings.adminSocket(),
                        connections,
                        connections,
                        settings.noServerPage(),
                        settings.jail(),
                        user == null ? "" : "user " + user + " ",
                        jailed);
    }

    private void append(StringBuilder text, Proxy proxy) {
        String address = settings.listenAddress().contains(":")
                ? "[" + settings.listenAddress() + "]"
                : settings.listenAddress();
        String name = proxy.name();
        text.append("\n# route %s %s %d\n".formatted(proxy.route(), proxy.mode(), proxy.port()));
        text.append(
                switch (proxy.mode()) {
                    case HTTP -> """
                        frontend in-%s
                            bind %s:%d
                            option idle-close-on-response
                            use_backend again if { stopping }
                            default_backend %s
                        backend %s
                            option forwardfor
                            retry-on conn-failure empty-response
                            http-request disable-l7-retry unless METH_GET or { method OPTIONS PUT DELETE TRACE }
                        """.formatted(name, address, proxy.port(), name, name);
                    case TCP -> """
                        frontend in-%s
                            mode tcp
                            bind %s:%d
                            option clitcpka
                            default_backend %s
                        backend %s
                            mode tcp
                            option srvtcpka
                            timeout tunnel 24h
                        """.formatted(name, address, proxy.port(), name, name);
                });
        for (Edge.Server server : proxy.servers()) {
            text.append("    server %s %s:%d\n".formatted(server.name(), server.address(), server.port()));
        }
    }
}
