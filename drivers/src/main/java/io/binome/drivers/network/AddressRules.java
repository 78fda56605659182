package io.binome.drivers.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which addresses connections may go to that somebody else asked for, whatever name they were asked for by. */
public class AddressRules {
    /** Registered as special by IANA (RFC 6890 and its successors): never a host of the Internet, no operator's choice. */
    private static final List<Cidr> NEVER = ranges(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/127",
            // Translated and tunnelled forms could carry any of the addresses above past this list.
            "::/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            // Metadata services that live in private ranges: Amazon's and Alibaba's.
            "fd00:ec2::254/128",
            "100.100.100.200/32");

    /** Somebody's own networks: only where the operator listed them. */
    private static final List<Cidr> PRIVATE =
            ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7");

    /**
     * Whose connections they are.
     *
     * @param name as in "an address that no run may reach"
     * @param setting in which the operator lists what is allowed
     * @param operatorMayAllowAll whether that goes before everything else, this machine's own addresses included; else
     *     only private networks can be allowed
     */
    public record Asker(String name, String setting, boolean operatorMayAllowAll) {}

    private final Asker asker;
    private final List<Cidr> allowed;
    private final Supplier<Set<InetAddress>> own;

    /** @param own the addresses of this machine, asked for at each connection */
    public AddressRules(Asker asker, List<Cidr> allowed, Supplier<Set<InetAddress>> own) {
        this.asker = asker;
        this.allowed = List.copyOf(allowed);
        this.own = own;
    }

    /** Why not, as the end of a sentence; empty when it may be reached. */
    public Optional<String> refusal(InetAddress address) {
        String shown = address.getHostAddress();
        boolean listed = allowed.stream().anyMatch(range -> range.contains(address));
        if (listed && asker.operatorMayAllowAll()) {
            return Optional.empty();
        }
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || NEVER.stream().anyMatch(range -> range.contains(address))) {
            return Optional.of(shown + " is an address that no " + asker.name() + " may reach");
        }
        if (own.get().contains(address)) {
            return Optional.of(shown + " is an address of this machine");
        }
        if (!listed && PRIVATE.stream().anyMatch(range -> range.contains(address))) {
            return Optional.of(
                    shown + " is in a private network that the operator did not allow (" + asker.setting() + ")");
        }
        return Optional.empty();
    }

    private static List<Cidr> ranges(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
