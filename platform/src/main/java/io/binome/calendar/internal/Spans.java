package io.binome.calendar.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A set of instants as half-open stretches of seconds since 1970, in order, apart from each other: two that touch are
 * one.
 */
final class Spans {
    static final Spans NONE = new Spans(new long[0]);

    /** Beginnings at even places, ends at odd ones; each larger than the one before. */
    private final long[] edges;

    private Spans(long[] edges) {
        this.edges = edges;
    }

    /** Empty where the end is not after the beginning. */
    record Span(long from, long to) {}

    static Spans of(long from, long to) {
        return from < to ? new Spans(new long[] {from, to}) : NONE;
    }

    static Spans of(List<Span> spans) {
        List<Span> sorted = spans.stream()
                .filter(span -> span.from() < span.to())
                .sorted(Comparator.comparingLong(Span::from))
                .toList();
        long[] edges = new long[sorted.size() * 2];
        int used = 0;
        for (Span span : sorted) {
            if (used > 0 && span.from() <= edges[used - 1]) {
                edges[used - 1] = Math.max(edges[used - 1], span.to());
            } else {
                edges[used++] = span.from();
                edges[used++] = span.to();
            }
        }
        return new Spans(Arrays.copyOf(edges, used));
    }

    int size() {
        return edges.length / 2;
    }

    boolean isEmpty() {
        return edges.length == 0;
    }

    long from(int index) {
        return edges[index * 2];
    }

    long to(int index) {
        return edges[index * 2 + 1];
    }

    boolean contains(long second) {
        int index = firstEndingAfter(second);
        return index < size() && from(index) <= second;
    }

    /** The first stretch that holds this second or lies behind it; {@link #size()} when there is none. */
    int firstEndingAfter(long second) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (to(middle) <= second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Spans union(Spans other) {
        return combine(other, (here, there) -> here || there);
    }

    Spans without(Spans other) {
        return combine(other, (here, there) -> here && !there);
    }

    Spans within(long from, long to) {
        return combine(of(from, to), (here, there) -> here && there);
    }

    private interface Membership {
        boolean of(boolean here, boolean there);
    }

    /** Walks both by their edges: membership changes nowhere else. */
    private Spans combine(Spans other, Membership membership) {
        long[] result = new long[edges.length + other.edges.length];
        int used = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < edges.length || theirs < other.edges.length) {
            long next = Math.min(
                    mine < edges.length ? edges[mine] : Long.MAX_VALUE,
                    theirs < other.edges.length ? other.edges[theirs] : Long.MAX_VALUE);
            if (mine < edges.length && edges[mine] == next) {
                mine++;
            }
            if (theirs < other.edges.length && other.edges[theirs] == next) {
                theirs++;
            }
            // After an odd number of edges one is inside.
            boolean inside = membership.of(mine % 2 == 1, theirs % 2 == 1);
            if (inside != (used % 2 == 1)) {
                result[used++] = next;
            }
        }
        return new Spans(Arrays.copyOf(result, used));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spans spans && Arrays.equals(edges, spans.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return Arrays.toString(edges);
    }
}
