package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.BillLine.Kind;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Commitment;
import io.binome.billing.PriceBook.Discount;
import io.binome.billing.PriceBook.Rate;
import io.binome.billing.PriceBook.Tier;
import io.binome.billing.internal.RatedLines.Key;
import io.binome.billing.internal.RatedLines.Part;
import io.binome.billing.internal.RatedLines.Terms;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices what was measured. Of each thing the month has one count, which goes up day by day and within a day origin by
 * origin: how far it has come decides what is included and which tier holds, whatever price or book held before.
 */
public final class MeasuredRater {
    private final BooksOfMonth books;
    private final BillingMonth month;
    private final Fees fees;
    private final RatedLines lines;

    public MeasuredRater(AgreedBooks books, BillingMonth month, List<Holding> holdings, RatedLines lines) {
        this.books = BooksOfMonth.byHours(books, month);
        this.month = month;
        this.fees = new Fees(BooksOfMonth.bySeconds(books, month), month, holdings);
        this.lines = lines;
    }

    public void rate(UsageSheet sheet) {
        Map<Origin, UsageSheet.Row> rows = sheet.rows();
        for (Metered measured : Metered.values()) {
            rate(measured, rows);
        }
    }

    private void rate(Metered measured, Map<Origin, UsageSheet.Row> rows) {
        List<Terms> terms = terms(measured);
        Map<PriceBook, Map<Commitment, BigInteger>> left = commitments(measured);
        if (!lines.byDay() && left.isEmpty() && oneUnit(measured)) {
            rateAtOnce(measured, terms, rows);
            return;
        }
        BigInteger count = BigInteger.ZERO;
        for (int part = 0; part < month.parts(); part++) {
            LocalDate date = month.date(part);
            PriceBook book = books.book(part);
            Schedule schedule = new Schedule(book.rate(measured, date), terms.get(part));
            Map<Commitment, BigInteger> ofBook = left.getOrDefault(book, Map.of());
            for (Map.Entry<Origin, UsageSheet.Row> row : rows.entrySet()) {
                BigInteger quantity = row.getValue().quantity(part, measured);
                if (quantity.signum() != 0) {
                    Used used = new Used(
                            part,
                            date,
                            measured,
                            row.getKey(),
                            count,
                            row.getValue().estimated(part));
                    charge(used, quantity, schedule, ofBook);
                    count = count.add(quantity);
                }
            }
        }
    }

    /** Whether each unit costs the same whatever was used before, so that it does not matter what comes first. */
    private boolean oneUnit(Metered measured) {
        return books.all().stream()
                .flatMap(book -> book.rates().getOrDefault(measured, List.of()).stream())
                .allMatch(rate -> rate.tiers().isEmpty() && rate.included().signum() == 0);
    }

    /** All parts with the same terms in one go: the same lines, with a tenth of the work. */
    private void rateAtOnce(Metered measured, List<Terms> terms, Map<Origin, UsageSheet.Row> rows) {
        rows.forEach((origin, row) -> {
            int part = 0;
            while (part < month.parts()) {
                Terms span = terms.get(part);
                int first = part;
                BigInteger sum = BigInteger.ZERO;
                boolean used = false;
                boolean estimated = false;
                for (; part < month.parts() && terms.get(part) == span; part++) {
                    if (row.used(part, measured)) {
                        used = true;
                        estimated |= row.estimated(part);
                        sum = sum.add(row.quantity(part, measured));
                    }
                }
                if (used) {
                    lines.add(
                            first,
                            new Key(Kind.USAGE, measured, "", origin, span, 0),
                            new Part(sum, BigInteger.ZERO, BigInteger.ZERO, estimated));
                }
            }
        });
    }

    /** @param count how far the month's count had come before */
    private record Used(
            int part, LocalDate date, Metered measured, Origin origin, BigInteger count, boolean estimated) {}

    /** A correction can take away more than the rest of its day has: then it is given back at the prices it would cost. */
    private void charge(Used used, BigInteger quantity, Schedule schedule, Map<Commitment, BigInteger> left) {
        boolean back = quantity.signum() < 0;
        BigInteger from = back ? used.count().add(quantity) : used.count();
        BigInteger to = back ? used.count() : used.count().add(quantity);
        for (Step step : schedule.steps) {
            BigInteger low = step.from().max(from);
            BigInteger high = step.until() == null ? to : step.until().min(to);
            if (step.tier() == 0 && step.from().signum() == 0) {
                low = from;
            }
            if (low.compareTo(high) < 0) {
                BigInteger part = high.subtract(low);
                BigInteger included = step.free() ? part : BigInteger.ZERO;
                BigInteger committed = step.free() || back ? BigInteger.ZERO : cover(used.date(), part, left);
                lines.add(
                        used.part(),
                        new Key(Kind.USAGE, used.measured(), "", used.origin(), schedule.terms(step), step.tier()),
                        back
                                ? new Part(part.negate(), included.negate(), committed, used.estimated())
                                : new Part(part, included, committed, used.estimated()));
            }
        }
    }

    private static BigInteger cover(LocalDate date, BigInteger part, Map<Commitment, BigInteger> left) {
        BigInteger covered = BigInteger.ZERO;
        for (Map.Entry<Commitment, BigInteger> entry : left.entrySet()) {
            if (Fees.holds(entry.getKey(), date)) {
                BigInteger taken = entry.getValue().min(part.subtract(covered));
                covered = covered.add(taken);
                entry.setValue(entry.getValue().subtract(taken));
            }
        }
        return covered;
    }

    /** What each covers this month, by as much of the month as it holds: in whole base units, rounded up. */
    private Map<PriceBook, Map<Commitment, BigInteger>> commitments(Metered measured) {
        Map<PriceBook, Map<Commitment, BigInteger>> left = new IdentityHashMap<>();
        for (PriceBook book : books.all()) {
            Map<Commitment, BigInteger> ofBook = commitments(book, measured);
            if (!ofBook.isEmpty()) {
                left.put(book, ofBook);
            }
        }
        return left;
    }

    private Map<Commitment, BigInteger> commitments(PriceBook book, Metered measured) {
        Map<Commitment, BigInteger> left = new LinkedHashMap<>();
        for (Commitment commitment : book.commitments()) {
            if (commitment.of() == measured) {
                long seconds = fees.seconds(book, commitment, false);
                left.put(
                        commitment,
                        commitment
                                .quantity()
                                .multiply(new BigDecimal(commitment.baseUnits()))
                                .multiply(BigDecimal.valueOf(seconds))
                                .divide(BigDecimal.valueOf(month.seconds()), 0, RoundingMode.CEILING)
                                .toBigIntegerExact());
            }
        }
        return left;
    }

    /** The terms of each part; parts with the same ones that follow one another share them. */
    private List<Terms> terms(Metered measured) {
        List<Terms> terms = new ArrayList<>();
        int begin = 0;
        for (int part = 1; part <= month.parts(); part++) {
            if (part == month.parts() || !same(measured, begin, part)) {
                Terms span = span(measured, begin, month.date(part - 1).plusDays(1));
                for (int i = begin; i < part; i++) {
                    terms.add(span);
                }
                begin = part;
            }
        }
        return terms;
    }

    private boolean same(Metered measured, int one, int other) {
        return books.same(one, other)
                && books.book(one)
                        .rate(measured, month.date(one))
                        .equals(books.book(one).rate(measured, month.date(other)))
                && discounts(measured, one).equals(discounts(measured, other));
    }

    private List<Discount> discounts(Metered measured, int part) {
        LocalDate date = month.date(part);
        return books.book(part).discounts().stream()
                .filter(discount -> discount.holds(measured, date))
                .toList();
    }

    private Terms span(Metered measured, int part, LocalDate until) {
        LocalDate from = month.date(part);
        PriceBook book = books.book(part);
        Optional<Rate> rate = book.rate(measured, from);
        String per = rate.map(Rate::per).orElse(measured.usualSize());
        return new Terms(
                books.time(part, from, until),
                rate.map(Rate::price).orElse(null),
                per,
                measured.baseUnits(per).orElseThrow(),
                book.share(measured, from),
                discounts(measured, part).stream().map(Discount::name).toList());
    }

    /** @param until of the count; null without end */
    private record Step(BigInteger from, @Nullable BigInteger until, int tier, boolean free) {}

    /** What holds on a day, by how far the month's count has come. */
    private static final class Schedule {
        private final List<Step> steps = new ArrayList<>();
        private final List<Terms> tiers = new ArrayList<>();

        Schedule(Optional<Rate> rate, Terms terms) {
            tiers.add(terms);
            if (rate.isEmpty()) {
                steps.add(new Step(BigInteger.ZERO, null, 0, false));
                return;
            }
            BigInteger at = BigInteger.ZERO;
            BigInteger included = units(rate.get(), rate.get().included());
            if (included.signum() > 0) {
                steps.add(new Step(at, included, 0, true));
                at = included;
            }
            int tier = 0;
            for (Tier next : rate.get().tiers()) {
                BigInteger above = units(rate.get(), next.above());
                steps.add(new Step(at, above, tier, false));
                at = above;
                tier++;
                tiers.add(priced(terms, next.price()));
            }
            steps.add(new Step(at, null, tier, false));
        }

        /** In whole base units, rounded up: in favour of who pays where a price falls, and by less than one unit else. */
        private static BigInteger units(Rate rate, BigDecimal size) {
            return size.multiply(new BigDecimal(rate.baseUnits()))
                    .setScale(0, RoundingMode.CEILING)
                    .toBigIntegerExact();
        }

        private static Terms priced(Terms terms, BigDecimal price) {
            return new Terms(terms.time(), price, terms.per(), terms.baseUnits(), terms.share(), terms.discounts());
        }

        Terms terms(Step step) {
            return tiers.get(step.tier());
        }
    }
}
