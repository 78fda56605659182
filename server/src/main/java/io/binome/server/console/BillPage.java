package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.DayCost;
import io.binome.billing.Forecasts;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's month in prices, beside the month before.
 *
 * @param before the month before, whole
 * @param end what the month's end will have cost; null for a month that is over, and while nobody can tell
 */
public record BillPage(Bill bill, Bill before, Forecasts.@Nullable Range end) {
    /**
     * What something costs.
     *
     * @param depth 0 for an environment, 1 for a stack, 2 for a service
     * @param origin of a stack or a service, whose lines can be opened; null for an environment
     * @param unpriced how many lines of it have no price
     */
    public record Row(
            int depth,
            String name,
            @Nullable Origin origin,
            Money amount,
            Money before,
            int unpriced,
            boolean estimated) {}

    /** What one thing that is paid for costs over all places; {@code key} is of the messages, or else {@code name} says it. */
    public record Item(@Nullable String key, String name, Money amount, Money before, int unpriced) {}

    /** Which price book held from when on. */
    public String books(Reader reader) {
        return reader.list(bill.books().stream()
                .map(named -> named.book().isEmpty()
                        ? reader.text("bill.book.none", reader.since(named.from(), bill.zone()))
                        : reader.text("bill.book.from", named.book(), reader.since(named.from(), bill.zone())))
                .toList());
    }

    public YearMonth month() {
        return bill.month();
    }

    /** Whether the month before was paid in the same currency. */
    public boolean comparable() {
        return before.currency().equals(bill.currency());
    }

    /** How much the days of the month before that this one has had had cost by then. */
    public Money beforeByNow() {
        if (bill.complete()) {
            return before.total();
        }
        int today = Math.min(
                before.month().lengthOfMonth(),
                bill.until().minusNanos(1).atZone(bill.zone()).getDayOfMonth());
        return sum(before.days().stream()
                .filter(day -> day.day().getDayOfMonth() <= today)
                .map(DayCost::amount)
                .toList());
    }

    private Money sum(List<@Nullable Money> amounts) {
        Money sum = Money.zero(bill.currency());
        for (Money amount : amounts) {
            if (amount != null && amount.currency().equals(bill.currency())) {
                sum = sum.plus(amount);
            }
        }
        return sum;
    }

    private Money total(List<BillLine> lines) {
        List<@Nullable Money> amounts = new ArrayList<>();
        lines.forEach(line -> amounts.add(line.amount()));
        return sum(amounts);
    }

    /** Environments with their stacks with their services; what belongs to the tenant as a whole comes last. */
    public List<Row> rows() {
        Map<List<String>, Group> groups = new TreeMap<>(BillPage::byName);
        bill.lines().forEach(line -> keys(line)
                .forEach(key -> groups.computeIfAbsent(key, _ -> new Group()).now(line)));
        before.lines().forEach(line -> keys(line)
                .forEach(key -> groups.computeIfAbsent(key, _ -> new Group()).before(line)));
        List<Row> rows = new ArrayList<>();
        groups.forEach((key, group) -> rows.add(new Row(
                key.size() == 1 ? 0 : key.size() - 2,
                key.getLast(),
                key.size() == 1 ? null : group.origin,
                total(group.now),
                total(group.before),
                (int) group.now.stream().filter(line -> !line.priced()).count(),
                group.now.stream().anyMatch(BillLine::estimated))));
        return rows;
    }

    private static int byName(List<String> one, List<String> other) {
        // An environment without a name is that of what belongs to the tenant as a whole.
        if (one.getFirst().isEmpty() != other.getFirst().isEmpty()) {
            return one.getFirst().isEmpty() ? 1 : -1;
        }
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** Environment; environment, repository, stack; and with the service. */
    private static List<List<String>> keys(BillLine line) {
        Place place = line.place();
        List<List<String>> keys = new ArrayList<>();
        keys.add(List.of(place.environment()));
        if (line.origin().stack() != null) {
            keys.add(List.of(place.environment(), place.repository(), place.stack()));
            if (line.origin().service() != null) {
                keys.add(List.of(place.environment(), place.repository(), place.stack(), place.service()));
            }
        }
        return keys;
    }

    private static final class Group {
        private final List<BillLine> now = new ArrayList<>();
        private final List<BillLine> before = new ArrayList<>();
        private @Nullable Origin origin;

        void now(BillLine line) {
            now.add(line);
            origin = line.origin();
        }

        void before(BillLine line) {
            before.add(line);
            origin = origin == null ? line.origin() : origin;
        }
    }

    /** By what is paid for. */
    public List<Item> items() {
        Map<String, List<BillLine>> now = byItem(bill);
        Map<String, List<BillLine>> then = byItem(before);
        TreeSet<String> keys = new TreeSet<>(now.keySet());
        keys.addAll(then.keySet());
        return keys.stream()
                .map(key -> {
                    List<BillLine> own = now.getOrDefault(key, List.of());
                    return new Item(
                            key.startsWith("0") || key.equals("9") ? "bill.of." + key.substring(1) : null,
                            key.substring(1),
                            total(own),
                            total(then.getOrDefault(key, List.of())),
                            (int) own.stream().filter(line -> !line.priced()).count());
                })
                .toList();
    }

    private static Map<String, List<BillLine>> byItem(Bill bill) {
        Map<String, List<BillLine>> items = new HashMap<>();
        bill.lines().forEach(line -> items.computeIfAbsent(item(line), _ -> new ArrayList<>())
                .add(line));
        return items;
    }

    private static String item(BillLine line) {
        return switch (line.kind()) {
            case USAGE -> "0" + (line.measured() == null ? "" : line.measured().word());
            case FEE, COMMITMENT -> "1" + line.name();
            case MINIMUM -> "0minimum";
        };
    }

    /** Each day of the month, stacked by stack, beside the same day of the month before; days to come are empty. */
    public Chart chart(Frame frame) {
        Map<LocalDate, Map<String, BigDecimal>> days = new TreeMap<>();
        for (DayCost day : bill.days()) {
            days.computeIfAbsent(day.day(), _ -> new TreeMap<>())
                    .merge(OverTimePage.stack(day.place()), amount(day), BigDecimal::add);
        }
        Map<Integer, BigDecimal> then = new TreeMap<>();
        for (DayCost day : before.days()) {
            then.merge(day.day().getDayOfMonth(), amount(day), BigDecimal::add);
        }
        List<Chart.Piece> pieces = new ArrayList<>();
        for (int day = 1; day <= month().lengthOfMonth(); day++) {
            LocalDate date = month().atDay(day);
            pieces.add(new Chart.Piece(
                    frame.reader().shortDay(date),
                    frame.reader().day(date),
                    days.getOrDefault(date, Map.of()),
                    then.getOrDefault(day, BigDecimal.ZERO),
                    frame.base() + "/bill/over-time?by=hour&from=" + date));
        }
        return Chart.of(pieces);
    }

    private BigDecimal amount(DayCost day) {
        Money amount = day.amount();
        return amount == null || !amount.currency().equals(bill.currency()) ? BigDecimal.ZERO : amount.amount();
    }

    /** Of millionths. */
    public Money money(long micros) {
        return new Money(micros, bill.currency());
    }

    public Money money(BigDecimal amount) {
        return Money.of(amount, bill.currency());
    }

    public boolean empty() {
        return bill.lines().isEmpty() && before.lines().isEmpty();
    }
}
