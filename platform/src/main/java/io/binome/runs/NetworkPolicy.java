package io.binome.runs;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which hosts a run may reach by HTTP and HTTPS. None of them allows this machine, the metadata addresses of clouds, or
 * private networks that the operator did not list.
 */
public sealed interface NetworkPolicy {
    NetworkPolicy NONE = new None();
    NetworkPolicy OPEN = new Open();

    boolean allows(String host);

    /** As it is written in {@code binome.yaml} and in the log. */
    String words();

    /** No host at all. */
    record None() implements NetworkPolicy {
        @Override
        public boolean allows(String host) {
            return false;
        }

        @Override
        public String words() {
            return "none";
        }
    }

    /** @param hosts names such as {@code registry.terraform.io}, or {@code *.example.org} for all below that name */
    record Hosts(Set<String> hosts) implements NetworkPolicy {
        public Hosts {
            hosts = hosts.stream().map(Hosts::plain).collect(Collectors.toUnmodifiableSet());
            for (String host : hosts) {
                if (!host.matches("(\\*\\.)?[a-z0-9_:]([a-z0-9._:-]*[a-z0-9_:])?")) {
                    throw new IllegalArgumentException("Not the name of a host: " + host);
                }
            }
        }

        @Override
        public boolean allows(String host) {
            String asked = plain(host);
            return hosts.stream()
                    .anyMatch(allowed -> allowed.startsWith("*.")
                            ? asked.length() > allowed.length() - 1 && asked.endsWith(allowed.substring(1))
                            : asked.equals(allowed));
        }

        @Override
        public String words() {
            return "hosts: " + String.join(", ", new TreeSet<>(hosts));
        }

        /** Case does not count in names, nor the dot of the root at their end. */
        private static String plain(String host) {
            String lower = host.toLowerCase(Locale.ROOT);
            return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        }
    }

    /** Every host of the Internet. */
    record Open() implements NetworkPolicy {
        @Override
        public boolean allows(String host) {
            return true;
        }

        @Override
        public String words() {
            return "open";
        }
    }
}
