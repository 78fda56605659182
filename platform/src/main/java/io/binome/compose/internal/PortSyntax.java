package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The short form of a port, {@code [[address:]published:]target[/protocol]}, with ranges, as the long form. */
final class PortSyntax {
    /** A text that is no port, with the reason. */
    static final class InvalidPortException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidPortException(String reason) {
            super(reason, null, false, false);
        }
    }

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private PortSyntax() {}

    static List<ComposeNode> expand(String text, Origin origin) throws InvalidPortException {
        int last = text.lastIndexOf(':');
        String target = text.substring(last + 1);
        String before = last < 0 ? "" : text.substring(0, last);
        int middle = before.lastIndexOf(':');
        String published = before.substring(middle + 1);
        String address = address(middle < 0 ? "" : before.substring(0, middle));
        int slash = target.indexOf('/');
        String protocol = slash < 0 ? "tcp" : target.substring(slash + 1).toLowerCase(Locale.ROOT);
        protocol = protocol.isEmpty() ? "tcp" : protocol;
        if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw new InvalidPortException("the protocol '" + protocol + "' is not tcp, udp or sctp");
        }
        int[] targets = range(slash < 0 ? target : target.substring(0, slash), "port of the container");
        int[] hosts = published.isEmpty() ? null : range(published, "published port");
        int count = targets[1] - targets[0];
        if (hosts != null && count > 0 && hosts[1] - hosts[0] != count) {
            throw new InvalidPortException("the ranges " + published + " and " + target + " differ in length");
        }
        Map<String, ComposeNode> sorted = new TreeMap<>();
        for (int i = 0; i <= count; i++) {
            sorted.put(
                    Integer.toString(targets[0] + i),
                    port(address, host(hosts, i, count), targets[0] + i, protocol, origin));
        }
        return new ArrayList<>(sorted.values());
    }

    private static @Nullable String host(int @Nullable [] hosts, int i, int count) {
        if (hosts == null) {
            return null;
        }
        String first = Integer.toString(hosts[0] + i);
        return count == 0 && hosts[0] != hosts[1] ? first + "-" + hosts[1] : first;
    }

    private static ComposeNode port(
            String address, @Nullable String published, int target, String protocol, Origin origin) {
        Map<String, ComposeNode> port = new LinkedHashMap<>();
        port.put("mode", ComposeNode.scalar("ingress", origin));
        if (!address.isEmpty()) {
            port.put("host_ip", ComposeNode.scalar(address, origin));
        }
        port.put("target", ComposeNode.scalar((long) target, origin));
        if (published != null) {
            port.put("published", ComposeNode.scalar(published, origin));
        }
        port.put("protocol", ComposeNode.scalar(protocol, origin));
        return new ComposeNode.Mapping(port, origin);
    }

    private static String address(String text) throws InvalidPortException {
        String address = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        boolean bareColons = address.equals(text) && text.indexOf(':') >= 0;
        if (bareColons || !address.isEmpty() && !ADDRESS.matcher(address).matches()) {
            throw new InvalidPortException("'" + text + "' is no IP address");
        }
        return address;
    }

    private static int[] range(String text, String what) throws InvalidPortException {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash), what);
        int last = dash < 0 ? first : number(text.substring(dash + 1), what);
        if (last < first) {
            throw new InvalidPortException("the range " + text + " ends before it begins");
        }
        return new int[] {first, last};
    }

    private static int number(String text, String what) throws InvalidPortException {
        if (!text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int number = Integer.parseInt(text);
            if (number <= 65535) {
                return number;
            }
        }
        throw new InvalidPortException("'" + text + "' is no " + what + " (0 to 65535)");
    }
}
