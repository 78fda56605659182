package io.binome.server.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bars of what there was in each piece of a time, stacked by name, each before what there was in the same piece of the time
 * before.
 *
 * @param names those that have a colour of their own, the largest first; the rest stands together
 * @param highest of all bars
 */
public record Chart(List<String> names, List<Bar> bars, BigDecimal highest) {
    private static final int COLOURS = 5;
    private static final int HEIGHT = 1_000;
    private static final int MOST_LABELS = 12;

    /**
     * @param label below it, {@code title} with more words
     * @param before what there was in the same piece of the time before; null when nothing is compared
     * @param beforeHeight of that, in thousandths of the highest
     * @param open address of what it is made of; null when there is none
     */
    public record Bar(
            String label,
            String title,
            BigDecimal total,
            @Nullable BigDecimal before,
            int beforeHeight,
            List<Part> parts,
            @Nullable String open) {
        public Bar {
            parts = List.copyOf(parts);
        }
    }

    /**
     * @param colour from 0; the last one of what has none of its own
     * @param bottom and {@code height} in thousandths of the highest
     */
    public record Part(int colour, String name, BigDecimal amount, int bottom, int height) {}

    public Chart {
        names = List.copyOf(names);
        bars = List.copyOf(bars);
    }

    /** What a bar is to show. */
    record Piece(
            String label,
            String title,
            Map<String, BigDecimal> amounts,
            @Nullable BigDecimal before,
            @Nullable String open) {
        BigDecimal total() {
            return sum(amounts.values());
        }
    }

    static BigDecimal sum(Iterable<BigDecimal> amounts) {
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal amount : amounts) {
            sum = sum.add(amount);
        }
        return sum;
    }

    static Chart of(List<Piece> pieces) {
        Map<String, BigDecimal> totals = new HashMap<>();
        pieces.forEach(piece -> piece.amounts().forEach((name, amount) -> totals.merge(name, amount, BigDecimal::add)));
        List<String> names = totals.entrySet().stream()
                .filter(one -> !one.getKey().isEmpty() && one.getValue().signum() > 0)
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COLOURS)
                .map(Map.Entry::getKey)
                .toList();
        BigDecimal highest = BigDecimal.ZERO;
        for (Piece piece : pieces) {
            BigDecimal before = piece.before();
            highest = highest.max(piece.total()).max(before == null ? BigDecimal.ZERO : before);
        }
        List<Bar> bars = new ArrayList<>();
        for (Piece piece : pieces) {
            BigDecimal before = piece.before();
            bars.add(new Bar(
                    piece.label(),
                    piece.title(),
                    piece.total(),
                    before,
                    before == null ? 0 : height(before, highest),
                    parts(piece, names, highest),
                    piece.open()));
        }
        return new Chart(names, bars, highest);
    }

    private static List<Part> parts(Piece piece, List<String> names, BigDecimal highest) {
        BigDecimal[] amounts = new BigDecimal[COLOURS + 1];
        piece.amounts().forEach((name, amount) -> {
            int at = names.indexOf(name);
            int colour = at < 0 ? COLOURS : at;
            amounts[colour] = amounts[colour] == null ? amount : amounts[colour].add(amount);
        });
        List<Part> parts = new ArrayList<>();
        BigDecimal bottom = BigDecimal.ZERO;
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] != null && amounts[i].signum() > 0) {
                BigDecimal top = bottom.add(amounts[i]);
                int from = height(bottom, highest);
                parts.add(new Part(
                        i, i < names.size() ? names.get(i) : "", amounts[i], from, height(top, highest) - from));
                bottom = top;
            }
        }
        return parts;
    }

    private static int height(BigDecimal amount, BigDecimal highest) {
        return highest.signum() == 0
                ? 0
                : amount.max(BigDecimal.ZERO)
                        .multiply(BigDecimal.valueOf(HEIGHT))
                        .divide(highest, 0, RoundingMode.HALF_UP)
                        .intValue();
    }

    /** Whether a bar's label is shown: as many as there is room for. */
    public boolean labelled(int bar) {
        return bar % Math.ceilDiv(Math.max(1, bars.size()), MOST_LABELS) == 0;
    }

    public boolean compares() {
        return bars.stream().anyMatch(bar -> bar.before() != null);
    }

    public boolean hasRest() {
        return bars.stream().flatMap(bar -> bar.parts().stream()).anyMatch(part -> part.colour() == COLOURS);
    }
}
