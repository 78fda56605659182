package io.binome.margin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.margin.internal.CostDistribution.Amounts;
import io.binome.margin.internal.CostDistribution.Parts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for every division of a cost. */
class CostDistributionProperties {
    private static final BigInteger GIB_MONTH = BigInteger.valueOf((1L << 30) * 2_628_000);

    @Provide
    Arbitrary<Amounts> amounts() {
        return Combinators.combine(
                        Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(15)),
                        Arbitraries.bigIntegers()
                                .between(BigInteger.ZERO, GIB_MONTH.multiply(BigInteger.valueOf(4_096))))
                .as(Amounts::new);
    }

    private static SortedMap<Integer, Amounts> numbered(List<Amounts> used) {
        SortedMap<Integer, Amounts> numbered = new TreeMap<>();
        used.forEach(one -> numbered.put(numbered.size(), one));
        return numbered;
    }

    @Property(tries = 300)
    void thePartsAndTheUnusedAddUpToTheCost(
            @ForAll @LongRange(min = 0, max = 100_000_000_000L) long cents,
            @ForAll("amounts") Amounts capacity,
            @ForAll @Size(max = 12) List<@net.jqwik.api.From("amounts") Amounts> used) {
        Parts<Integer> parts = CostDistribution.divide(cents, capacity, numbered(used));
        assertThat(parts.cents().values().stream().mapToLong(Long::longValue).sum() + parts.unused())
                .isEqualTo(cents);
        assertThat(parts.cents()).hasSize(used.size());
        assertThat(parts.cents().values()).allMatch(part -> part >= 0);
        assertThat(parts.unused()).isNotNegative();
    }

    @Property(tries = 300)
    void eachPartIsLessThanACentFromTheExactOne(
            @ForAll @LongRange(min = 0, max = 1_000_000_000L) long cents,
            @ForAll("amounts") Amounts capacity,
            @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("amounts") Amounts> used) {
        Parts<Integer> parts = CostDistribution.divide(cents, capacity, numbered(used));
        double cpu = capacity.cpuMicros()
                .max(used.stream()
                        .map(Amounts::cpuMicros)
                        .reduce(BigInteger.ONE, BigInteger::add)
                        .subtract(BigInteger.ONE))
                .doubleValue();
        double memory = capacity.memoryByteSeconds()
                .max(used.stream().map(Amounts::memoryByteSeconds).reduce(BigInteger.ZERO, BigInteger::add))
                .doubleValue();
        for (int i = 0; i < used.size(); i++) {
            double exact = cents / 2.0 * share(used.get(i).cpuMicros(), cpu)
                    + cents / 2.0 * share(used.get(i).memoryByteSeconds(), memory);
            assertThat(Math.abs(parts.cents().get(i) - exact)).isLessThan(1.001);
        }
    }

    private static double share(BigInteger used, double whole) {
        return whole == 0 ? 0 : used.doubleValue() / whole;
    }

    @Property(tries = 200)
    void whoUsesMoreNeverPaysLess(
            @ForAll @LongRange(min = 0, max = 1_000_000_000L) long cents,
            @ForAll("amounts") Amounts capacity,
            @ForAll("amounts") Amounts one,
            @ForAll("amounts") Amounts other) {
        Amounts more = one.plus(other);
        Parts<Integer> parts = CostDistribution.divide(cents, capacity, numbered(List.of(one, more)));
        assertThat(parts.cents().get(1)).isGreaterThanOrEqualTo(parts.cents().get(0));
    }

    @Example
    void halfByProcessorAndHalfByMemory() {
        Amounts capacity = new Amounts(BigInteger.valueOf(1_000), BigInteger.valueOf(1_000));
        Parts<String> parts = CostDistribution.divide(
                10_000,
                capacity,
                new TreeMap<>(java.util.Map.of(
                        "alma", new Amounts(BigInteger.valueOf(500), BigInteger.valueOf(100)),
                        "brio", new Amounts(BigInteger.ZERO, BigInteger.valueOf(400)))));
        // Alma: half of 50 % and half of 10 %; Brio: half of 40 %.
        assertThat(parts.cents()).containsEntry("alma", 3_000L).containsEntry("brio", 2_000L);
        assertThat(parts.unused()).isEqualTo(5_000);
    }

    @Example
    void theCentsThatAreLeftGoToTheLargestRemainders() {
        Amounts capacity = new Amounts(BigInteger.valueOf(3), BigInteger.valueOf(3));
        Amounts third = new Amounts(BigInteger.ONE, BigInteger.ONE);
        Parts<String> parts = CostDistribution.divide(
                100, capacity, new TreeMap<>(java.util.Map.of("a", third, "b", third, "c", third)));
        assertThat(parts.cents())
                .containsEntry("a", 34L)
                .containsEntry("b", 33L)
                .containsEntry("c", 33L);
        assertThat(parts.unused()).isZero();
    }

    @Example
    void whereMoreWasUsedThanTheHostIsSaidToHaveNothingIsLeftOver() {
        Amounts small = new Amounts(BigInteger.TEN, BigInteger.TEN);
        Amounts large = new Amounts(new BigDecimal("1e18").toBigInteger(), new BigDecimal("1e21").toBigInteger());
        Parts<String> parts = CostDistribution.divide(999, small, new TreeMap<>(java.util.Map.of("a", large)));
        assertThat(parts.cents()).containsEntry("a", 999L);
        assertThat(parts.unused()).isZero();
    }

    @Example
    void aHostThatNobodyUsedIsAllUnused() {
        assertThat(CostDistribution.divide(999, Amounts.NOTHING, new TreeMap<String, Amounts>())
                        .unused())
                .isEqualTo(999);
    }
}
