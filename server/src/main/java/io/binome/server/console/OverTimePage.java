package io.binome.server.console;

import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a period cost, piece by piece, beside the one that it is compared with.
 *
 * @param against the other one
 * @param known amounts without a price are not part of it
 * @param today on the clock of the zone
 */
public record OverTimePage(
        Period period,
        Period against,
        String currency,
        ZoneId zone,
        List<CostPiece> now,
        List<CostPiece> then,
        LocalDate today) {
    private static final int SPENDERS = 10;

    public OverTimePage {
        now = List.copyOf(now);
        then = List.copyOf(then);
    }

    /** Somebody who spends: a service, or what belongs to a stack or the tenant as a whole. */
    public record Spender(Place place, Origin origin, Money amount, Money before, long percent) {}

    public Money total() {
        return sum(now);
    }

    public Money before() {
        return sum(then);
    }

    private Money sum(List<CostPiece> pieces) {
        return pieces.stream().map(this::amount).reduce(Money.zero(currency), Money::plus);
    }

    private Money amount(CostPiece piece) {
        Money amount = piece.amount();
        return amount == null || !amount.currency().equals(currency) ? Money.zero(currency) : amount;
    }

    public boolean empty() {
        return now.isEmpty() && then.isEmpty();
    }

    /** Whether there is something after it to look at. */
    public boolean hasNext() {
        return !period.until().isAfter(today);
    }

    /** Stacked by stack; a piece opens to its parts. */
    public Chart chart(Frame frame) {
        Map<String, Map<String, BigDecimal>> amounts = new HashMap<>();
        now.forEach(piece -> amounts.computeIfAbsent(piece.at(), _ -> new TreeMap<>())
                .merge(stack(piece.place()), amount(piece).amount(), BigDecimal::add));
        Map<String, BigDecimal> others = new HashMap<>();
        then.forEach(piece -> others.merge(piece.at(), amount(piece).amount(), BigDecimal::add));
        List<String> keys = period.pieces(zone);
        List<String> beforeKeys = against.pieces(zone);
        List<Chart.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            pieces.add(new Chart.Piece(
                    period.label(key, frame.reader(), zone),
                    period.title(key, frame.reader(), zone),
                    amounts.getOrDefault(key, Map.of()),
                    i < beforeKeys.size() ? others.getOrDefault(beforeKeys.get(i), BigDecimal.ZERO) : null,
                    opens(frame, key)));
        }
        return Chart.of(pieces);
    }

    private String opens(Frame frame, String key) {
        return switch (period.by()) {
            case MONTH -> frame.base() + "/bill?month=" + key;
            case DAY -> frame.base() + "/bill/over-time?by=hour&from=" + key;
            case HOUR -> frame.base() + "/usage?by=hour&from=" + key.substring(0, 10);
        };
    }

    static String stack(Place place) {
        return place.stack().isEmpty() ? "" : place.stack() + " · " + place.environment();
    }

    public Money money(BigDecimal amount) {
        return Money.of(amount, currency);
    }

    /** The dearest first. */
    public List<Spender> spenders() {
        Map<Place, Money> amounts = new HashMap<>();
        Map<Place, Money> before = new HashMap<>();
        Map<Place, Origin> origins = new HashMap<>();
        now.forEach(piece -> {
            amounts.merge(piece.place(), amount(piece), Money::plus);
            origins.putIfAbsent(piece.place(), piece.origin());
        });
        then.forEach(piece -> {
            before.merge(piece.place(), amount(piece), Money::plus);
            amounts.putIfAbsent(piece.place(), Money.zero(currency));
            origins.putIfAbsent(piece.place(), piece.origin());
        });
        long whole = Math.max(1, total().micros());
        return amounts.entrySet().stream()
                .map(one -> new Spender(
                        one.getKey(),
                        origins.getOrDefault(one.getKey(), Origin.TENANT),
                        one.getValue(),
                        before.getOrDefault(one.getKey(), Money.zero(currency)),
                        Math.round(100.0 * one.getValue().micros() / whole)))
                .sorted(Comparator.<Spender>comparingLong(one ->
                                -Math.max(one.amount().micros(), one.before().micros()))
                        .thenComparing(one -> one.place().toString()))
                .limit(SPENDERS)
                .toList();
    }
}
