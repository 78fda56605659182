package io.binome.margin.internal;

import io.binome.billing.Bill;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.HostCostId;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import io.binome.margin.HostCosts;
import io.binome.margin.MarginProblem;
import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.sites.SitesProblem;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What hosts cost, in PostgreSQL, each step with its entry in the provider's ledger. */
final class DatabaseHostCosts implements HostCosts {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    private static final long MOST_PROCESSORS = 100_000_000;
    private static final long MOST_MEMORY = 1L << 50;
    private static final int LONGEST_NOTE = 200;
    private static final YearMonth FIRST = YearMonth.of(2000, 1);
    private static final YearMonth LAST = YearMonth.of(2199, 12);

    private final Needs needs;
    private final HostCostStore store = new HostCostStore();

    record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Sites sites,
            Ledger ledger,
            Ids ids,
            InstantSource clock) {}

    DatabaseHostCosts(Needs needs) {
        this.needs = needs;
    }

    @Override
    public List<HostCost> all() {
        return needs.database().inTenant(needs.provider().get(), store::all);
    }

    @Override
    public List<HostCapacity> capacities() {
        return needs.database().inTenant(needs.provider().get(), store::capacities);
    }

    @Override
    public HostCost add(Actor actor, HostId host, NewCost cost) {
        Host known = known(host);
        HostCost added = new HostCost(
                new HostCostId(needs.ids().next()),
                host,
                known.name(),
                site(known),
                cost.kind(),
                amount(cost.amount(), cost.currency()),
                month("from", cost.from()),
                cost.until() == null ? null : month("until", cost.until()),
                note(cost.note()),
                now(),
                actor.reference());
        if (added.until() != null && !added.until().isAfter(added.from())) {
            throw new ProblemException(InvalidInput.of("until", "must be a month after from"));
        }
        return needs.database().inTenant(needs.provider().get(), transaction -> {
            store.lock(transaction);
            store.currency(transaction)
                    .filter(present -> !present.equals(added.amount().currency()))
                    .ifPresent(present -> {
                        throw new ProblemException(new MarginProblem.OtherCurrency(present));
                    });
            store.add(transaction, added);
            record(transaction, actor, "host.cost-added", host, details(added));
            return added;
        });
    }

    @Override
    public HostCost end(Actor actor, HostCostId cost, YearMonth until) {
        month("until", until);
        return needs.database().inTenant(needs.provider().get(), transaction -> {
            store.lock(transaction);
            HostCost present = store.find(transaction, cost)
                    .orElseThrow(() -> new ProblemException(new MarginProblem.CostUnknown(cost)));
            YearMonth before = present.until();
            if (until.isBefore(present.from()) || before != null && !until.isBefore(before)) {
                throw new ProblemException(new MarginProblem.NotSooner(
                        present.from().toString(), before == null ? "further notice" : before.toString()));
            }
            store.end(transaction, needs.ids().next(), cost, until, now(), actor.reference());
            HostCost ended = store.find(transaction, cost).orElseThrow();
            record(transaction, actor, "host.cost-ended", present.host(), details(ended));
            return ended;
        });
    }

    @Override
    public HostCapacity size(Actor actor, HostId host, YearMonth from, long milliProcessors, long memoryBytes) {
        if (milliProcessors < 1 || milliProcessors > MOST_PROCESSORS) {
            throw new ProblemException(InvalidInput.of("processors", "must be between 0.001 and 100000"));
        }
        if (memoryBytes < 1 || memoryBytes > MOST_MEMORY) {
            throw new ProblemException(InvalidInput.of("memory", "must be between a byte and a PiB"));
        }
        Host known = known(host);
        HostCapacity sized = new HostCapacity(
                host,
                known.name(),
                site(known),
                month("from", from),
                milliProcessors,
                memoryBytes,
                now(),
                actor.reference());
        return needs.database().inTenant(needs.provider().get(), transaction -> {
            store.lock(transaction);
            store.add(transaction, needs.ids().next(), sized);
            record(
                    transaction,
                    actor,
                    "host.sized",
                    host,
                    Map.of(
                            "name", sized.hostName(),
                            "from", sized.from().toString(),
                            "milliProcessors", sized.milliProcessors(),
                            "memoryBytes", sized.memoryBytes()));
            return sized;
        });
    }

    private static Money amount(BigDecimal amount, String currency) {
        int digits;
        try {
            digits = Bill.digits(currency);
        } catch (IllegalArgumentException unknown) {
            throw new ProblemException(InvalidInput.of("currency", "must be one of ISO 4217, such as EUR"), unknown);
        }
        if (amount.signum() < 0
                || amount.compareTo(MOST) >= 0
                || amount.stripTrailingZeros().scale() > digits) {
            throw new ProblemException(InvalidInput.of(
                    "amount", "must be 0 or more, with at most " + digits + " digits behind the point"));
        }
        return Money.of(amount, Currency.getInstance(currency).getCurrencyCode());
    }

    private static YearMonth month(String field, YearMonth month) {
        if (month.isBefore(FIRST) || month.isAfter(LAST)) {
            throw new ProblemException(InvalidInput.of(field, "must be a month from " + FIRST + " to " + LAST));
        }
        return month;
    }

    private static String note(String note) {
        String stripped = note.strip();
        if (stripped.length() > LONGEST_NOTE || stripped.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    InvalidInput.of("note", "must be at most " + LONGEST_NOTE + " characters on one line"));
        }
        return stripped;
    }

    private Host known(HostId host) {
        return needs.sites().host(host).orElseThrow(() -> new ProblemException(new SitesProblem.HostNotFound(host)));
    }

    private String site(Host host) {
        return needs.sites().list().stream()
                .filter(site -> site.id().equals(host.site()))
                .map(Site::name)
                .findFirst()
                .orElse("");
    }

    private static Map<String, ?> details(HostCost cost) {
        Map<String, Object> details = new TreeMap<>(Map.of(
                "cost", cost.id().toString(),
                "name", cost.hostName(),
                "kind", cost.kind().word(),
                "amount",
                        cost.amount().amount().toPlainString() + " "
                                + cost.amount().currency(),
                "from", cost.from().toString(),
                "note", cost.note()));
        @Nullable YearMonth until = cost.until();
        if (until != null) {
            details.put("until", until.toString());
        }
        return details;
    }

    private void record(Transaction transaction, Actor actor, String kind, HostId host, Map<String, ?> details) {
        needs.ledger().append(transaction, actor, new LedgerEvent(kind, "host:" + host, details));
    }

    /** As precise as PostgreSQL keeps it. */
    private Instant now() {
        return needs.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
