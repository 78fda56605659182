package io.binome.drivers.docker;

import io.binome.kernel.Sha256;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a range of addresses into networks. Docker's own pools end after about thirty; and where a search starts follows
 * from the network's name, so that two creations at once seldom want the same.
 */
record SubnetPool(String range, int prefix) {
    SubnetPool {
        Cidr pool = Cidr.parse(range);
        if (prefix < pool.prefix() || prefix > 29 || pool.prefix() < 8) {
            throw new IllegalArgumentException("Networks of /" + prefix + " cannot be cut from " + range);
        }
    }

    Choices choices(String networkName, List<String> taken) {
        return new Choices(
                Cidr.parse(range),
                prefix,
                networkName,
                taken.stream().map(Cidr::parse).toList());
    }

    /** The free subnets, each once. */
    static final class Choices {
        private final Cidr pool;
        private final int prefix;
        private final List<Cidr> taken;
        private final long start;
        private final long count;
        private long tried;

        private Choices(Cidr pool, int prefix, String networkName, List<Cidr> taken) {
            this.pool = pool;
            this.prefix = prefix;
            this.taken = new ArrayList<>(taken);
            this.count = 1L << (prefix - pool.prefix());
            this.start = Long.parseLong(Sha256.hex(networkName).substring(0, 12), 16) % count;
        }

        String next() {
            while (tried < count) {
                Cidr candidate = new Cidr(pool.address() + (((start + tried) % count) << (32 - prefix)), prefix);
                tried++;
                if (taken.stream().noneMatch(candidate::overlaps)) {
                    return candidate.toString();
                }
            }
            throw new RuntimeRefused(
                    RuntimeRefused.Reason.NO_SPACE,
                    "All " + count + " networks of the range " + pool
                            + " are taken on this host; give Binome a larger range or remove stacks");
        }
    }

    record Cidr(long address, int prefix) {
        static Cidr parse(String text) {
            int slash = text.indexOf('/');
            String[] parts = text.substring(0, slash).split("\\.");
            int prefix = Integer.parseInt(text.substring(slash + 1));
            long address = 0;
            for (String part : parts) {
                address = address << 8 | Integer.parseInt(part);
            }
            return new Cidr(address & mask(prefix), prefix);
        }

        boolean overlaps(Cidr other) {
            long mask = mask(Math.min(prefix, other.prefix));
            return (address & mask) == (other.address & mask);
        }

        private static long mask(int prefix) {
            return prefix == 0 ? 0 : 0xffffffffL << (32 - prefix) & 0xffffffffL;
        }

        @Override
        public String toString() {
            return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255)
                    + "/" + prefix;
        }
    }
}
