package io.binome.drivers.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters of a host's packet filter: for each bridge of ours what it sends elsewhere and gets from there. They stand
 * behind all filters, so that a packet that one of them drops is nobody's traffic, and what containers of one network
 * send each other never comes by. What goes to the edge on the host itself is counted there, by what its clients get.
 *
 * <p>In a table of its own, which stays when the {@link IsolationRules} are applied anew.
 */
final class TrafficRules {
    static final String TABLE = "binome_usage";

    /**
     * On a remote host the edge reaches services through published ports, so that the bridge forwards what the edge counts
     * already: what belongs to connections from outside is left out.
     */
    private static final String FROM_OUTSIDE = """
            iifname "%1$s*" ct direction reply return
                oifname "%1$s*" ct direction original return
                """.formatted(IsolationRules.BRIDGE_PREFIX);

    private static final String TEXT = """
            table inet %1$s
            delete table inet %1$s
            table inet %1$s {
              set sent {
                type ifname; size 65535; flags dynamic; counter;
              }
              set received {
                type ifname; size 65535; flags dynamic; counter;
              }
              chain %4$s {
                type filter hook forward priority 10; policy accept;
                %3$siifname "%2$s*" oifname != "%2$s*" update @sent { iifname }
                oifname "%2$s*" iifname != "%2$s*" update @received { oifname }
              }
            }
            """;

    private static final Pattern HANDLE = Pattern.compile("^table inet " + TABLE + " \\{ # handle ([0-9]+)");
    private static final Pattern SET = Pattern.compile("^\\s*set ([a-z]+) \\{");
    private static final Pattern ELEMENT = Pattern.compile(
            "\"(" + IsolationRules.BRIDGE_PREFIX + "[0-9a-f]+)\" counter packets [0-9]+ bytes ([0-9]+)");

    private TrafficRules() {}

    /**
     * Makes the table anew.
     *
     * @param remote whether the edge is on another machine than the host
     */
    static String text(boolean remote) {
        return TEXT.formatted(TABLE, IsolationRules.BRIDGE_PREFIX, remote ? FROM_OUTSIDE : "", chain(remote));
    }

    /** By whose name one sees which of the two is in force. */
    static String chain(boolean remote) {
        return remote ? "outgoing" : "forward";
    }

    /**
     * What one bridge has sent or received.
     *
     * @param table its number, which the kernel gives to no other table until it is started again
     * @param bytes cumulative, with the headers of IP
     */
    record Count(String bridge, String table, boolean sent, long bytes) {}

    /** The number of the table that {@code nft -a list table} tells of; empty when it told of none. */
    static Optional<String> table(String said) {
        return said.lines()
                .map(HANDLE::matcher)
                .filter(Matcher::find)
                .map(handle -> handle.group(1))
                .findFirst();
    }

    /** Reads what {@code nft -a list table} says; nothing when there is no such table. */
    static List<Count> read(String said) {
        List<Count> counts = new ArrayList<>();
        String table = "";
        String set = "";
        for (String line : said.lines().toList()) {
            Matcher handle = HANDLE.matcher(line);
            if (handle.find()) {
                table = handle.group(1);
            }
            Matcher opened = SET.matcher(line);
            if (opened.find()) {
                set = opened.group(1);
            }
            Matcher element = ELEMENT.matcher(line);
            while (element.find()) {
                counts.add(new Count(element.group(1), table, set.equals("sent"), Long.parseLong(element.group(2))));
            }
        }
        return counts;
    }
}
