package io.binome.drivers.docker;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The packet filter of a host as nftables text: a table of our own, in front of Docker's and the administrator's, whose
 * drops are final whatever they accept. Applied as one transaction, so there is no moment without it.
 *
 * <p>It matches every bridge of ours by its name, so it need not change when networks come and go. It does not lean on
 * Docker's own isolation chains: {@code fib daddr . iif oif missing} says that the packet would leave by another
 * interface than it came in by, which between two of our bridges means between two networks.
 */
final class IsolationRules {
    /** What the bridges of all stacks begin with; 15 characters is the kernel's limit for the whole name. */
    static final String BRIDGE_PREFIX = "bn";

    static final String TABLE = "binome";

    /** Everything that is not the public Internet (RFC 6890), metadata services among it. */
    private static final String NOT_PUBLIC = "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, "
            + "172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 224.0.0.0/4, 240.0.0.0/4";

    private IsolationRules() {}

    /**
     * The table with an empty set of name servers, which the guard fills with those of the host: Docker forwards a
     * container's questions to them from the container's own network namespace.
     *
     * @param hostPorts TCP ports of the host that containers may reach
     */
    static String text(Set<Integer> hostPorts) {
        String ports = hostPorts.isEmpty()
                ? ""
                : "    tcp dport { %s } accept%n"
                        .formatted(new TreeSet<>(hostPorts)
                                .stream().map(String::valueOf).collect(Collectors.joining(", ")));
        return """
                table inet %1$s
                delete table inet %1$s
                table inet %1$s {
                  set resolvers {
                    type ipv4_addr
                  }
                  chain input {
                    type filter hook input priority -10; policy accept;
                    iifname "%2$s*" jump to_host
                  }
                  chain to_host {
                    ct state established,related accept
                    ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 accept
                %3$s    drop
                  }
                  chain forward {
                    type filter hook forward priority -10; policy accept;
                    iifname "%2$s*" jump from_container
                  }
                  chain from_container {
                    ct state established,related accept
                    meta nfproto ipv6 drop
                    oifname "%2$s*" ct status dnat drop
                    oifname "%2$s*" fib daddr . iif oif missing drop
                    oifname "%2$s*" accept
                    ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 accept
                    ip daddr { %4$s } drop
                  }
                }
                """.formatted(TABLE, BRIDGE_PREFIX, ports, NOT_PUBLIC);
    }
}
