package io.binome.margin.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Divides what a host costs among those who used it: one half by processor time, one half by memory, each measured against
 * what the host has. The rest belongs to nobody. The parts are whole cents and add up to the cost: each is rounded down,
 * and the cents that are left go one each to the largest remainders.
 */
final class CostDistribution {
    private static final BigInteger TWO = BigInteger.TWO;

    /** In base units of what is measured. What a host has: over the same time as what was used. */
    record Amounts(BigInteger cpuMicros, BigInteger memoryByteSeconds) {
        static final Amounts NOTHING = new Amounts(BigInteger.ZERO, BigInteger.ZERO);

        /** @throws IllegalArgumentException when one is negative */
        Amounts {
            if (cpuMicros.signum() < 0 || memoryByteSeconds.signum() < 0) {
                throw new IllegalArgumentException("Negative: " + cpuMicros + ", " + memoryByteSeconds);
            }
        }

        Amounts plus(Amounts other) {
            return new Amounts(cpuMicros.add(other.cpuMicros), memoryByteSeconds.add(other.memoryByteSeconds));
        }
    }

    /** @param unused what belongs to nobody */
    record Parts<K>(SortedMap<K, Long> cents, long unused) {}

    private CostDistribution() {}

    /**
     * @param cents what is divided; not negative
     * @param capacity where less than what was used, as that was used: then nothing is left over
     */
    static <K> Parts<K> divide(long cents, Amounts capacity, SortedMap<K, Amounts> used) {
        if (cents < 0) {
            throw new IllegalArgumentException("A cost of " + cents);
        }
        Collection<Amounts> each = used.values();
        BigInteger cpu = capacity.cpuMicros().max(sum(each, Amounts::cpuMicros)).max(BigInteger.ONE);
        BigInteger memory = capacity.memoryByteSeconds()
                .max(sum(each, Amounts::memoryByteSeconds))
                .max(BigInteger.ONE);
        BigInteger whole = TWO.multiply(cpu).multiply(memory);
        SortedMap<K, Long> parts = new TreeMap<>(used.comparator());
        List<Remainder<K>> remainders = new ArrayList<>();
        BigInteger taken = BigInteger.ZERO;
        long given = 0;
        for (var one : used.entrySet()) {
            Amounts amounts = one.getValue();
            BigInteger share = amounts.cpuMicros()
                    .multiply(memory)
                    .add(amounts.memoryByteSeconds().multiply(cpu));
            BigInteger[] part = BigInteger.valueOf(cents).multiply(share).divideAndRemainder(whole);
            parts.put(one.getKey(), part[0].longValueExact());
            remainders.add(new Remainder<>(one.getKey(), part[1]));
            taken = taken.add(share);
            given += part[0].longValueExact();
        }
        BigInteger[] rest =
                BigInteger.valueOf(cents).multiply(whole.subtract(taken)).divideAndRemainder(whole);
        long unused = rest[0].longValueExact();
        long left = cents - given - unused;
        remainders.sort(Comparator.comparing((Remainder<K> one) -> one.size()).reversed());
        // Of equal remainders that of nobody comes last: what has an owner is paid by them.
        int before = (int) remainders.stream()
                .filter(one -> one.size().compareTo(rest[1]) >= 0)
                .count();
        long toTenants = left > before ? left - 1 : left;
        remainders.stream().limit(toTenants).forEach(one -> parts.merge(one.key(), 1L, Long::sum));
        return new Parts<>(parts, unused + left - toTenants);
    }

    private record Remainder<K>(K key, BigInteger size) {}

    private static BigInteger sum(Collection<Amounts> all, Function<Amounts, BigInteger> what) {
        return all.stream().map(what).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
