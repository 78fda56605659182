package io.binome.billing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact amount: prices by the hour and months of 31 days divide by three and by 31, which no decimal number can.
 * Always in lowest terms with a positive denominator, so that equal amounts are equal.
 */
public record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    public static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    /** @throws ArithmeticException when the denominator is 0 */
    public Fraction {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("A fraction with a denominator of 0");
        }
        BigInteger common = numerator.gcd(denominator);
        BigInteger by = denominator.signum() < 0 ? common.negate() : common;
        numerator = numerator.divide(by);
        denominator = denominator.divide(by);
    }

    public static Fraction of(BigDecimal decimal) {
        return of(decimal, BigInteger.ONE);
    }

    /** {@code decimal / by}. */
    public static Fraction of(BigDecimal decimal, BigInteger by) {
        return decimal.scale() >= 0
                ? new Fraction(
                        decimal.unscaledValue(),
                        BigInteger.TEN.pow(decimal.scale()).multiply(by))
                : new Fraction(decimal.toBigIntegerExact(), by);
    }

    /** As {@link #toString} writes it. */
    public static Fraction parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Fraction(new BigInteger(text), BigInteger.ONE)
                : new Fraction(new BigInteger(text.substring(0, slash)), new BigInteger(text.substring(slash + 1)));
    }

    public Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    /** Rounded once, halves away from zero. */
    public BigDecimal rounded(int digits) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), digits, RoundingMode.HALF_UP);
    }

    public int signum() {
        return numerator.signum();
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    /** Such as {@code 3/250}, or {@code 12} for a whole number. */
    @Override
    public String toString() {
        return denominator.equals(BigInteger.ONE) ? numerator.toString() : numerator + "/" + denominator;
    }
}
