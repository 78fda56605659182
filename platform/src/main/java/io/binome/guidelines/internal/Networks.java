package io.binome.guidelines.internal;

import java.util.Locale;
import java.util.Set;

/** Addresses as the clouds write them. */
final class Networks {
    private static final Set<String> ANYWHERE = Set.of("*", "any", "internet", "0.0.0.0", "::");

    /** 0.0.0.0/1 and its like are the same as everywhere, written in two halves. */
    private static final int WIDEST = 7;

    private Networks() {}

    /** Whether nearly everybody on the Internet is among these addresses. */
    static boolean isAnywhere(Object value) {
        if (!(value instanceof String text)) {
            return false;
        }
        String address = text.strip().toLowerCase(Locale.ROOT);
        int slash = address.lastIndexOf('/');
        if (slash < 0) {
            return ANYWHERE.contains(address);
        }
        String prefix = address.substring(slash + 1);
        boolean number =
                !prefix.isEmpty() && prefix.length() <= 3 && prefix.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean isPrivate = address.startsWith("10.") || address.startsWith("fc") || address.startsWith("fd");
        return number && !isPrivate && Integer.parseInt(prefix) <= WIDEST;
    }
}
