package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Fraction;
import io.binome.billing.InvoiceLine;
import io.binome.billing.PricedTime;
import io.binome.billing.internal.InvoiceMonth.Charge;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lines and the tax of an invoice, a function of what it was rated from. Rounded is at two places: each line to whole
 * cents, half up, by {@link io.binome.billing.Rating}; and the tax once, on the sum of the lines.
 *
 * @param unpriced how many lines have no price in the book that was agreed, so that nothing can be invoiced; where no
 *     book was agreed nothing is owed
 */
record InvoiceCalculation(List<InvoiceLine> lines, Money net, Money vat, int unpriced) {
    private static final int QUANTITY_DIGITS = 12;
    private static final int PRICE_DIGITS = 12;
    /** A correction or a credit is one thing, whatever it is made of. */
    static final String LUMP = "lump";

    InvoiceCalculation {
        lines = List.copyOf(lines);
    }

    static InvoiceCalculation of(InvoiceMonth month, List<InvoiceMonth> earlier) {
        Bill bill = month.rate();
        List<InvoiceLine> lines = new ArrayList<>();
        for (BillLine line : bill.lines()) {
            Money amount = line.amount();
            BigDecimal price = line.price();
            // What has a price of 0 is free, and an invoice does not speak of it.
            if (amount != null
                    && price != null
                    && price.signum() > 0
                    && line.quantity().signum() != 0) {
                lines.add(line(lines.size() + 1, month, line, price, amount));
            } else if (amount != null && amount.micros() != 0) {
                lines.add(lump(lines.size() + 1, month, line, amount));
            }
        }
        // Of a month that is invoiced anew after it was taken back, what later invoices have charged meanwhile.
        month.charged()
                .forEach((charge, amount) -> lines.add(correction(lines.size() + 1, month, charge, amount.negated())));
        for (InvoiceMonth before : earlier) {
            corrections(before, lines);
        }
        Money net = net(lines, bill.currency());
        int unpriced = (int) bill.lines().stream()
                .filter(line -> !line.priced() && !line.time().book().isEmpty())
                .count();
        return new InvoiceCalculation(lines, net, vat(net, month.books().vatPercent()), unpriced);
    }

    static Money net(List<InvoiceLine> lines, String currency) {
        return lines.stream().map(InvoiceLine::amount).reduce(Money.zero(currency), Money::plus);
    }

    /** Rounded once, half away from zero. */
    static Money vat(Money net, BigDecimal percent) {
        return Bill.cents(net.amount().multiply(percent).movePointLeft(2), net.currency());
    }

    private static InvoiceLine line(int position, InvoiceMonth month, BillLine line, BigDecimal price, Money amount) {
        return new InvoiceLine(
                position,
                kind(line),
                line.measured(),
                line.name(),
                line.origin(),
                line.place(),
                month.month(),
                line.time(),
                per(line.charged(), line.baseUnits()),
                per(line.quantity(), line.baseUnits()),
                line.per(),
                price.multiply(line.share())
                        .setScale(PRICE_DIGITS, RoundingMode.HALF_UP)
                        .stripTrailingZeros(),
                BigDecimal.ONE.subtract(line.share()).movePointRight(2),
                line.estimated(),
                amount);
    }

    private static BigDecimal per(BigInteger quantity, BigInteger baseUnits) {
        return new Fraction(quantity, baseUnits).rounded(QUANTITY_DIGITS).stripTrailingZeros();
    }

    private static InvoiceLine lump(int position, InvoiceMonth month, BillLine line, Money amount) {
        return new InvoiceLine(
                position,
                kind(line),
                line.measured(),
                line.name(),
                line.origin(),
                line.place(),
                month.month(),
                line.time(),
                BigDecimal.valueOf(amount.micros() < 0 ? -1 : 1),
                BigDecimal.valueOf(amount.micros() < 0 ? -1 : 1),
                LUMP,
                amount.amount().abs().stripTrailingZeros(),
                BigDecimal.ZERO,
                line.estimated(),
                amount);
    }

    private static InvoiceLine.Kind kind(BillLine line) {
        return switch (line.kind()) {
            case USAGE -> InvoiceLine.Kind.USAGE;
            case FEE -> InvoiceLine.Kind.FEE;
            case COMMITMENT -> InvoiceLine.Kind.COMMITMENT;
            case MINIMUM -> InvoiceLine.Kind.MINIMUM;
        };
    }

    /** What a month costs by now and has not been charged, or has been charged and should not have been. */
    private static void corrections(InvoiceMonth before, List<InvoiceLine> lines) {
        differences(before.charged(), charges(before.rate()), before.books().currency())
                .forEach((charge, amount) -> lines.add(correction(lines.size() + 1, before, charge, amount)));
    }

    private static InvoiceLine correction(int position, InvoiceMonth of, Charge charge, Money amount) {
        BigDecimal one = BigDecimal.valueOf(amount.micros() < 0 ? -1 : 1);
        return new InvoiceLine(
                position,
                InvoiceLine.Kind.CORRECTION,
                charge.measured(),
                charge.name(),
                charge.origin(),
                of.place(charge.origin()),
                of.month(),
                PricedTime.days(
                        of.month().atDay(1),
                        of.month().plusMonths(1).atDay(1),
                        of.books().zone()),
                one,
                one,
                LUMP,
                amount.amount().abs().stripTrailingZeros(),
                BigDecimal.ZERO,
                false,
                amount);
    }

    static SortedMap<Charge, Money> charges(Bill bill) {
        SortedMap<Charge, Money> charges = new TreeMap<>();
        for (BillLine line : bill.lines()) {
            Money amount = line.amount();
            if (amount != null) {
                charges.merge(Charge.of(line), amount, Money::plus);
            }
        }
        return charges;
    }

    static SortedMap<Charge, Money> differences(
            SortedMap<Charge, Money> charged, SortedMap<Charge, Money> now, String currency) {
        SortedMap<Charge, Money> differences = new TreeMap<>(now);
        charged.forEach((charge, amount) -> differences.merge(charge, amount.negated(), Money::plus));
        differences.values().removeIf(amount -> amount.equals(Money.zero(currency)));
        return differences;
    }
}
