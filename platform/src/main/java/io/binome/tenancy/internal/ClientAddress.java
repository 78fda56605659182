package io.binome.tenancy.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one place that requests come from: an IPv4 address, or the /64 that one subscriber has in IPv6. */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;
    private static final int LONGEST = 64;

    private ClientAddress() {}

    /** Reads literals only and never asks a name server; what is no address stands for itself. */
    static String network(String address) {
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            return literal instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), NETWORK_BYTES)) + "/64"
                    : literal.getHostAddress();
        } catch (IllegalArgumentException noLiteral) {
            return address.length() > LONGEST ? address.substring(0, LONGEST) : address;
        }
    }
}
