package io.binome.billing;

import io.binome.kernel.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan adds to a month's bill, or takes from it: a range, because use is measured and only its limits are known.
 * The range is that of two months, one in which everything idles and one in which everything is at its limit; where
 * something is removed, {@code high} is the smaller one.
 *
 * @param low what it adds to a month in which as little is used as can be; negative for what is saved
 * @param high what it adds to a month in which as much is used as can be; negative for what is saved
 * @param lines what it is made of, the largest first; their sums are {@code low} and {@code high}
 * @param unknown addresses whose price nobody has written down, or of which a plan cannot tell what they cost
 * @param priceBook name and version of the prices; null when there are none
 * @param then what the stack costs a month with it; null when that is not known
 * @param notes sentences that a reader should know, such as that no price book is in force
 */
public record CostDelta(
        Money low,
        Money high,
        List<Line> lines,
        List<String> unknown,
        @Nullable String priceBook,
        @Nullable Then then,
        List<String> notes) {
    public CostDelta {
        lines = List.copyOf(lines);
        unknown = List.copyOf(unknown);
        notes = List.copyOf(notes);
    }

    public CostDelta(Money low, Money high, List<Line> lines, List<String> unknown, @Nullable String priceBook) {
        this(low, high, lines, unknown, priceBook, null, List.of());
    }

    /** Whether all of it could be priced. When not, {@link #low} and {@link #high} are of the rest only. */
    public boolean known() {
        return unknown.isEmpty();
    }

    /** What it adds or alters without anybody knowing what that will cost; what goes away cannot cost more. */
    public List<String> untold() {
        Then after = then;
        return after == null
                ? unknown
                : unknown.stream().filter(after.unknown()::contains).toList();
    }

    /** Whether a reader need not be told of it: nothing is added, nothing is saved, nothing is unknown. */
    public boolean isNothing() {
        return known() && low.micros() == 0 && high.micros() == 0;
    }

    /** The smaller of {@link #low} and {@link #high}. */
    public Money least() {
        return low.micros() <= high.micros() ? low : high;
    }

    /** The larger of {@link #low} and {@link #high}. */
    public Money most() {
        return low.micros() <= high.micros() ? high : low;
    }

    /** Plain maps and lists for JSON: amounts a month as decimal texts, which no reader rounds. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("known", known());
        json.put("currency", low.currency());
        json.put("low", PriceBook.words(low.amount()));
        json.put("high", PriceBook.words(high.amount()));
        if (priceBook != null) {
            json.put("priceBook", priceBook);
        }
        json.put("lines", lines.stream().map(Line::toJson).toList());
        json.put("unknown", unknown);
        json.put("notes", notes);
        return json;
    }

    /**
     * A part of it.
     *
     * @param unit what is paid for: {@code cpu}, {@code memory}, {@code volume}, {@code fee NAME}, a part of the catalogue
     * @param basis how it was worked out, an English phrase such as {@code up to 2 CPU at 0.012 EUR an hour}
     */
    public record Line(String address, String unit, Money low, Money high, String basis) {
        public Map<String, Object> toJson() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("address", address);
            json.put("unit", unit);
            json.put("low", PriceBook.words(low.amount()));
            json.put("high", PriceBook.words(high.amount()));
            json.put("basis", basis);
            return json;
        }
    }

    /**
     * What a stack costs a month once a plan is applied.
     *
     * @param lines of what the plan shows with its attributes
     * @param unknown addresses of what the plan shows and nobody can price
     * @param kept what stays as it is, of which the plan shows nothing more than the address
     */
    public record Then(List<Line> lines, List<String> unknown, List<Kept> kept) {
        public Then {
            lines = List.copyOf(lines);
            unknown = List.copyOf(unknown);
            kept = List.copyOf(kept);
        }
    }

    /** @param was the address under which it was known so far, mostly the same */
    public record Kept(String address, String was) {}
}
