package io.binome.drivers.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses, such as {@code 10.0.0.0/8}. */
public record Cidr(InetAddress network, int bits) {
    /** @throws IllegalArgumentException when it is none */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        // Letters without a colon would be a name, and be looked up.
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException("Not a network in CIDR form: " + text);
        }
        try {
            InetAddress network = InetAddress.getByName(address);
            int longest = network.getAddress().length * 8;
            int bits = slash < 0 ? longest : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > longest) {
                throw new IllegalArgumentException("Not a network in CIDR form: " + text);
            }
            return new Cidr(network, bits);
        } catch (UnknownHostException | NumberFormatException wrong) {
            throw new IllegalArgumentException("Not a network in CIDR form: " + text, wrong);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((mine[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
