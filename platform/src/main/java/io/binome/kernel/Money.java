package io.binome.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money, in millionths of the currency's unit: small enough for a second of a processor, exact under
 * addition. What people pay is rounded once, where it is invoiced.
 *
 * @param micros millionths of one unit, negative for what is saved or given back
 * @param currency as ISO 4217 names it, such as {@code EUR}
 */
public record Money(long micros, String currency) {
    private static final int SCALE = 6;

    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /** @throws ArithmeticException when the amount does not fit 64 bits */
    public static Money of(BigDecimal amount, String currency) {
        return new Money(
                amount.setScale(SCALE, RoundingMode.HALF_EVEN).unscaledValue().longValueExact(), currency);
    }

    /** @throws IllegalArgumentException when the currencies differ */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot add " + other.currency + " to " + currency);
        }
        return new Money(Math.addExact(micros, other.micros), currency);
    }

    public Money minus(Money other) {
        return plus(other.negated());
    }

    public Money negated() {
        return new Money(Math.negateExact(micros), currency);
    }

    public BigDecimal amount() {
        return BigDecimal.valueOf(micros, SCALE);
    }
}
