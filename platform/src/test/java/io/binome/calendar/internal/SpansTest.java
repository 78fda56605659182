package io.binome.calendar.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.calendar.internal.Spans.Span;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Stretches beside a set of single seconds. */
class SpansTest {
    private static final int SECONDS = 64;

    private static BitSet bits(List<Span> spans) {
        BitSet bits = new BitSet();
        spans.forEach(span -> bits.set((int) span.from(), (int) Math.max(span.from(), span.to())));
        return bits;
    }

    private static BitSet bits(Spans spans) {
        BitSet bits = new BitSet();
        for (int index = 0; index < spans.size(); index++) {
            assertThat(spans.from(index)).isLessThan(spans.to(index));
            if (index > 0) {
                assertThat(spans.from(index)).as("apart").isGreaterThan(spans.to(index - 1));
            }
            bits.set((int) spans.from(index), (int) spans.to(index));
        }
        return bits;
    }

    @Property(tries = 500)
    void areSetsOfSeconds(@ForAll("spans") List<Span> one, @ForAll("spans") List<Span> two) {
        Spans first = Spans.of(one);
        Spans second = Spans.of(two);
        assertThat(bits(first)).isEqualTo(bits(one));
        BitSet union = bits(one);
        union.or(bits(two));
        assertThat(bits(first.union(second))).isEqualTo(union);
        BitSet without = bits(one);
        without.andNot(bits(two));
        assertThat(bits(first.without(second))).isEqualTo(without);
        BitSet within = bits(one);
        within.clear(0, 10);
        within.clear(30, SECONDS * 2);
        assertThat(bits(first.within(10, 30))).isEqualTo(within);
        for (int at = 0; at < SECONDS; at++) {
            assertThat(first.contains(at)).isEqualTo(bits(one).get(at));
        }
    }

    @Provide
    Arbitrary<List<Span>> spans() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, SECONDS),
                        Arbitraries.integers().between(0, 12))
                .as((from, length) -> new Span(from, from + length))
                .list()
                .ofMaxSize(8);
    }
}
