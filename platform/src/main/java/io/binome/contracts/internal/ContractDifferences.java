package io.binome.contracts.internal;

import io.binome.calendar.CalendarTerms;
import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Approvals;
import io.binome.contracts.Contract.Environment;
import io.binome.contracts.Invoicing;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one contract says otherwise than another, each difference in words that people use. */
final class ContractDifferences {
    private static final String STRICTER = "Stricter than before.";
    private static final String LOOSER = "Less strict than before.";

    private final List<ResourceChange> changes = new ArrayList<>();

    private ContractDifferences() {}

    static List<ResourceChange> between(Contract before, Contract after) {
        ContractDifferences differences = new ContractDifferences();
        differences.environments(before, after);
        differences.paths(before, after);
        differences.owners(before, after);
        differences.budgets(before, after);
        differences.amounts(before, after);
        differences.people(before, after);
        differences.invoicing(before.invoicing(), after.invoicing());
        return List.copyOf(differences.changes);
    }

    private void environments(Contract before, Contract after) {
        for (String name :
                both(before.environments().keySet(), after.environments().keySet())) {
            Environment old = before.environments().get(name);
            Environment now = after.environments().get(name);
            for (Risk risk : Risk.values()) {
                approvals(
                        name + " × " + ContractReader.word(risk),
                        "autonomy",
                        old == null ? null : old.autonomy().get(risk),
                        now == null ? null : now.autonomy().get(risk));
            }
            values(
                    name + ": sites",
                    "sites",
                    old == null || old.sites().isEmpty() ? Map.of() : Map.of("sites", String.join(", ", old.sites())),
                    now == null || now.sites().isEmpty() ? Map.of() : Map.of("sites", String.join(", ", now.sites())),
                    old == null || now == null ? null : "all sites");
            values(
                    name + ": calendar",
                    "calendar",
                    old == null ? Map.of() : calendar(old),
                    now == null ? Map.of() : calendar(now),
                    null);
        }
    }

    private static Map<String, String> calendar(Environment environment) {
        return environment.calendar() == null ? Map.of() : CalendarTerms.of(environment.calendar());
    }

    private void approvals(String address, String type, @Nullable Approvals before, @Nullable Approvals after) {
        if (before != null && after != null && sameNeeds(before.needs(), after.needs())) {
            return;
        }
        if (before == null && after == null) {
            return;
        }
        List<String> notes = new ArrayList<>();
        notes.add(address + ": " + (before == null ? "nothing" : before.words()) + " → "
                + (after == null ? "nothing" : after.words()));
        if (before != null && after != null) {
            switch (Strictness.of(before.needs(), after.needs())) {
                case STRICTER -> notes.add(STRICTER);
                case LOOSER -> notes.add(LOOSER);
                case SAME, OTHER -> {}
            }
        }
        add(
                address,
                type,
                before == null ? Map.of() : Map.of("approval", before.words()),
                after == null ? Map.of() : Map.of("approval", after.words()),
                notes);
    }

    private static boolean sameNeeds(List<Need> before, List<Need> after) {
        return Strictness.of(before, after) == Strictness.SAME;
    }

    private void paths(Contract before, Contract after) {
        each(
                before.paths(),
                after.paths(),
                Contract.PathRule::pattern,
                (pattern, old, now) -> values(
                        "path " + pattern,
                        "path",
                        old == null ? Map.of() : Map.of("environment", old.environment()),
                        now == null ? Map.of() : Map.of("environment", now.environment()),
                        null));
    }

    private void owners(Contract before, Contract after) {
        each(
                before.owners(),
                after.owners(),
                Contract.PathOwners::pattern,
                (pattern, old, now) -> approvals(
                        "owners of " + pattern,
                        "owners",
                        old == null ? null : old.approvals(),
                        now == null ? null : now.approvals()));
    }

    private void budgets(Contract before, Contract after) {
        each(
                before.budgets(),
                after.budgets(),
                Contract.Budget::name,
                (name, old, now) -> values(
                        "budget " + name,
                        "budget",
                        old == null ? Map.of() : budget(old),
                        now == null ? Map.of() : budget(now),
                        null));
    }

    private static Map<String, String> budget(Contract.Budget budget) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("month", amount(budget.month()));
        values.put("over", budget.over().words());
        put(values, "environment", budget.environment());
        put(values, "stack", budget.stack());
        if (budget.unknown() == Contract.Unknown.ALLOW) {
            values.put("unknown", "allow");
        }
        if (!budget.thresholds().equals(Contract.Budget.USUAL_THRESHOLDS)) {
            values.put("thresholds", budget.thresholds().toString());
        }
        if (budget.hold()) {
            values.put("hold", "true");
        }
        return values;
    }

    static String amount(Money money) {
        var amount = money.amount().stripTrailingZeros();
        return (amount.scale() < 2 ? amount.setScale(2) : amount).toPlainString() + " " + money.currency();
    }

    private void amounts(Contract before, Contract after) {
        one(
                "currency",
                before.currency(),
                after.currency(),
                "A month that has begun is billed to its end in the currency that it has, by the price book before.");
        one(
                "price book",
                before.priceBook(),
                after.priceBook(),
                "It holds from the second on at which this is applied; what was used before goes by what held then.");
        one("overrides", overrides(before), overrides(after));
        values("break-glass", "break-glass", breakGlass(before), breakGlass(after), "forbidden");
        values("limits", "limits", limits(before.limits()), limits(after.limits()), null);
        values("growth", "growth", growth(before.growth()), growth(after.growth()), null);
    }

    private static String overrides(Contract contract) {
        return contract.overrides() ? "allowed" : "forbidden";
    }

    private static Map<String, String> breakGlass(Contract contract) {
        Contract.BreakGlass glass = contract.breakGlass();
        return glass == null
                ? Map.of()
                : Map.of(
                        "by",
                        glass.by().stream().map(BreakGlassReader::word).collect(Collectors.joining(", ")),
                        "minutes",
                        Integer.toString(glass.minutes()));
    }

    private static Map<String, String> limits(Contract.Limits limits) {
        Map<String, String> values = new LinkedHashMap<>();
        if (limits.milliProcessors() != null) {
            values.put(
                    "processors",
                    java.math.BigDecimal.valueOf(limits.milliProcessors(), 3)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        put(values, "memory", bytes(limits.memoryBytes()));
        put(values, "disk", bytes(limits.diskBytes()));
        put(values, "replicas", limits.replicas());
        put(values, "domains", limits.domains());
        return values;
    }

    static @Nullable String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return null;
        }
        return bytes % (1L << 40) == 0
                ? (bytes >> 40) + " TiB"
                : bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }

    private static Map<String, String> growth(Contract.Growth growth) {
        return Map.of(
                "changes",
                Integer.toString(growth.changes()),
                "success",
                growth.successPercent() + " %",
                "days",
                Integer.toString(growth.days()),
                "incidents",
                Integer.toString(growth.incidents()));
    }

    private void people(Contract before, Contract after) {
        each(
                before.serviceLevels(),
                after.serviceLevels(),
                level -> level.environment() + ", " + level.objective(),
                (name, old, now) -> values(
                        "service level of " + name,
                        "service level",
                        old == null ? Map.of() : Map.of("target", old.target()),
                        now == null ? Map.of() : Map.of("target", now.target()),
                        null));
        each(
                before.contacts(),
                after.contacts(),
                Contract.Contact::name,
                (name, old, now) -> values(
                        "contact " + name,
                        "contact",
                        old == null ? Map.of() : contact(old),
                        now == null ? Map.of() : contact(now),
                        null));
    }

    private void invoicing(Invoicing before, Invoicing after) {
        for (Party party : Party.values()) {
            values(
                    "invoices: " + ContractReader.word(party),
                    "invoices",
                    before.of(party).map(ContractDifferences::identity).orElse(Map.of()),
                    after.of(party).map(ContractDifferences::identity).orElse(Map.of()),
                    null);
        }
        one("invoices: days until payment", Integer.toString(before.days()), Integer.toString(after.days()));
        one("invoices: language", ContractReader.word(before.language()), ContractReader.word(after.language()));
    }

    private static Map<String, String> identity(Invoicing.Identity identity) {
        Invoicing.Address address = identity.address();
        Map<String, String> values = new TreeMap<>();
        values.put("name", identity.name());
        values.put(
                "address",
                address.street() + (address.extra() == null ? "" : ", " + address.extra()) + ", " + address.postcode()
                        + " " + address.city() + ", " + address.country());
        put(values, "form", identity.form());
        put(values, "siren", identity.siren());
        put(values, "siret", identity.siret());
        put(values, "vat", identity.vatNumber());
        put(values, "register", identity.register());
        put(values, "email", identity.email());
        put(values, "iban", identity.iban());
        put(values, "bic", identity.bic());
        return values;
    }

    private static Map<String, String> contact(Contract.Contact contact) {
        return Map.of("party", ContractReader.word(contact.party()), "address", contact.address());
    }

    private void one(String name, @Nullable String before, @Nullable String after, String... more) {
        values(
                name,
                name,
                before == null ? Map.of() : Map.of(name, before),
                after == null ? Map.of() : Map.of(name, after),
                null,
                more);
    }

    /**
     * @param none what it means to say nothing; null for "nothing"
     * @param more what that means
     */
    private void values(
            String address,
            String type,
            Map<String, String> before,
            Map<String, String> after,
            @Nullable String none,
            String... more) {
        if (before.equals(after)) {
            return;
        }
        List<String> notes = new ArrayList<>();
        for (String key : both(before.keySet(), after.keySet())) {
            String old = before.get(key);
            String now = after.get(key);
            if (!Objects.equals(old, now)) {
                String nothing = none == null ? "nothing" : none;
                notes.add((before.size() <= 1 && after.size() <= 1 ? address : address + ", " + key) + ": "
                        + (old == null ? nothing : old) + " → " + (now == null ? nothing : now));
            }
        }
        notes.addAll(List.of(more));
        add(address, type, before, after, notes);
    }

    private void add(
            String address, String type, Map<String, String> before, Map<String, String> after, List<String> notes) {
        Action action = before.isEmpty() ? Action.CREATE : after.isEmpty() ? Action.DELETE : Action.UPDATE;
        changes.add(
                new ResourceChange(address, type, address, action, values(before), values(after), List.of(), notes));
    }

    private static SortedMap<String, Value> values(Map<String, String> texts) {
        SortedMap<String, Value> values = new TreeMap<>();
        texts.forEach((key, text) -> values.put(key, Value.text(text)));
        return values;
    }

    private interface Pair<T> {
        void compare(String name, @Nullable T before, @Nullable T after);
    }

    /** Things of the same name, the last of several. */
    private static <T> void each(List<T> before, List<T> after, Function<T, String> name, Pair<T> pair) {
        Map<String, T> old = byName(before, name);
        Map<String, T> now = byName(after, name);
        both(old.keySet(), now.keySet()).forEach(key -> pair.compare(key, old.get(key), now.get(key)));
    }

    private static <T> Map<String, T> byName(List<T> list, Function<T, String> name) {
        Map<String, T> map = new LinkedHashMap<>();
        list.forEach(item -> map.put(name.apply(item), item));
        return map;
    }

    private static TreeSet<String> both(Collection<String> one, Collection<String> other) {
        TreeSet<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
    }

    private static void put(Map<String, String> values, String key, @Nullable Object value) {
        if (value != null) {
            values.put(key, value.toString());
        }
    }
}
