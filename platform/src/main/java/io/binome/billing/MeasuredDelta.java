package io.binome.billing;

import io.binome.kernel.Money;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change has done to the cost of one service, as it was measured: whole days before the day of its apply against whole
 * days after it, as a month of 365/12 days. The day itself belongs to both and counts for neither. Pure.
 *
 * @param before of a day on average, in millionths; 0 for a service that the change made
 * @param after of a day on average, in millionths; 0 for a service that it took out
 * @param daysBefore that were compared, {@code daysAfter} with how many
 * @param month what a month costs more, exact, in millionths; null while nothing can be said
 */
public record MeasuredDelta(
        String stack,
        String service,
        String currency,
        Fraction before,
        Fraction after,
        int daysBefore,
        int daysAfter,
        @Nullable Fraction month) {
    /** As far back as is compared; a change of long ago is not measured for longer than {@link #LONGEST_AFTER} either. */
    public static final int LONGEST_BEFORE = 14;

    public static final int LONGEST_AFTER = 60;

    private static final BigInteger MONTHS = BigInteger.valueOf(12);
    private static final BigInteger DAYS = BigInteger.valueOf(365);

    /** What the change did to a service. */
    public enum Kind {
        MADE,
        ALTERED,
        REMOVED
    }

    /**
     * @param applied the day of the apply
     * @param until the day of the next apply that touched the service, or today: that day and later ones do not count
     * @param costs of the service alone; days in another currency than the latest one make it unknown
     */
    public static MeasuredDelta of(
            String stack, String service, Kind kind, LocalDate applied, LocalDate until, List<DayCost> costs) {
        return of(stack, service, kind, LocalDate.MIN, applied, until, costs);
    }

    /** @param since the day after the last apply before that touched the service: earlier days are none of this change */
    public static MeasuredDelta of(
            String stack,
            String service,
            Kind kind,
            LocalDate since,
            LocalDate applied,
            LocalDate until,
            List<DayCost> costs) {
        String currency = costs.stream()
                .flatMap(cost -> Optional.ofNullable(cost.amount()).stream())
                .map(Money::currency)
                .reduce((_, later) -> later)
                .orElse("");
        LocalDate longest = applied.minusDays(LONGEST_BEFORE);
        LocalDate begin = since.isAfter(longest) ? since : longest;
        // Where metering or the service began later, earlier days are unknown, and not free.
        LocalDate from = costs.stream()
                .map(DayCost::day)
                .filter(day -> !day.isBefore(begin))
                .min(LocalDate::compareTo)
                .orElse(applied);
        LocalDate last = applied.plusDays(LONGEST_AFTER + 1L);
        LocalDate end = until.isBefore(last) ? until : last;
        int daysBefore = kind == Kind.MADE ? 0 : (int) Math.max(0, ChronoUnit.DAYS.between(from, applied));
        int daysAfter = (int) Math.max(0, ChronoUnit.DAYS.between(applied.plusDays(1), end));
        Fraction before = kind == Kind.MADE ? Fraction.ZERO : average(costs, from, applied, daysBefore);
        Fraction after = kind == Kind.REMOVED ? Fraction.ZERO : average(costs, applied.plusDays(1), end, daysAfter);
        boolean known = daysAfter > 0
                && (daysBefore > 0 || kind == Kind.MADE)
                && !currency.isEmpty()
                && costs.stream()
                        .allMatch(cost -> cost.amount() != null
                                && cost.amount().currency().equals(currency));
        return new MeasuredDelta(
                stack,
                service,
                currency,
                before,
                after,
                daysBefore,
                daysAfter,
                known ? month(after.plus(negated(before))) : null);
    }

    private static Fraction average(List<DayCost> costs, LocalDate from, LocalDate until, int days) {
        BigInteger sum = BigInteger.ZERO;
        for (DayCost cost : costs) {
            Money amount = cost.amount();
            if (amount != null && !cost.day().isBefore(from) && cost.day().isBefore(until)) {
                sum = sum.add(BigInteger.valueOf(amount.micros()));
            }
        }
        return days == 0 ? Fraction.ZERO : new Fraction(sum, BigInteger.valueOf(days));
    }

    private static Fraction month(Fraction day) {
        return new Fraction(day.numerator().multiply(DAYS), day.denominator().multiply(MONTHS));
    }

    private static Fraction negated(Fraction one) {
        return new Fraction(one.numerator().negate(), one.denominator());
    }

    /** {@link #month} in whole cents, halves away from zero; null while nothing can be said. */
    public @Nullable Money cents() {
        return month == null ? null : cents(month, currency);
    }

    /** Of all together, rounded once; empty when one of them is not known, or they are in several currencies. */
    public static Optional<Money> total(Collection<MeasuredDelta> deltas) {
        Fraction sum = Fraction.ZERO;
        String currency = null;
        for (MeasuredDelta delta : deltas) {
            Fraction month = delta.month();
            if (month == null || currency != null && !currency.equals(delta.currency())) {
                return Optional.empty();
            }
            currency = delta.currency();
            sum = sum.plus(month);
        }
        return currency == null ? Optional.empty() : Optional.of(cents(sum, currency));
    }

    private static Money cents(Fraction micros, String currency) {
        return Bill.cents(
                new Fraction(micros.numerator(), micros.denominator().multiply(BigInteger.valueOf(1_000_000))),
                currency);
    }
}
