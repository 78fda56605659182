package io.binome.compose.internal;

import java.util.Comparator;

/**
 * The order in which Docker's YAML writer sorts keys: letters after other characters, numbers inside keys by their
 * value, so that {@code web2} comes before {@code web10}.
 */
final class NaturalOrder {
    static final Comparator<String> KEYS = NaturalOrder::compare;

    private NaturalOrder() {}

    private static int compare(String one, String other) {
        boolean digits = false;
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a == b) {
                digits = Character.isDigit(a);
                continue;
            }
            boolean aLetter = Character.isLetter(a);
            boolean bLetter = Character.isLetter(b);
            if (aLetter && bLetter) {
                return Character.compare(a, b);
            }
            if (aLetter || bLetter) {
                return digits == aLetter ? -1 : 1;
            }
            int byNumber = byNumber(one, other, i, a, b);
            return byNumber != 0 ? byNumber : Character.compare(a, b);
        }
        return Integer.compare(one.length(), other.length());
    }

    private static int byNumber(String one, String other, int at, char a, char b) {
        boolean zero = false;
        if (a == '0' || b == '0') {
            for (int j = at - 1; j >= 0 && Character.isDigit(one.charAt(j)); j--) {
                if (one.charAt(j) != '0') {
                    zero = true;
                    break;
                }
            }
        }
        long left = number(one, at, zero);
        long right = number(other, at, zero);
        if (left != right) {
            return Long.compare(left, right);
        }
        int leftEnd = end(one, at);
        int rightEnd = end(other, at);
        return Integer.compare(leftEnd, rightEnd);
    }

    private static long number(String text, int from, boolean significantZero) {
        long number = 0;
        int end = end(text, from);
        if (significantZero) {
            number = 1;
        }
        for (int i = from; i < end && number < Long.MAX_VALUE / 20; i++) {
            number = number * 10 + Character.digit(text.charAt(i), 10);
        }
        return number;
    }

    private static int end(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
