package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Approvals;
import io.binome.contracts.Party;
import io.binome.kernel.Money;
import io.binome.kernel.Names;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the keys of a contract that speak of amounts and people: budgets, limits, service levels, contacts, growth. */
final class TermsReader {
    private static final int LONGEST = 200;
    /** Less would not run the smallest service. */
    private static final long LEAST_BYTES = 64L << 20;

    private static final long LEAST_MILLI_PROCESSORS = 10;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,6})?");
    private static final Pattern PROCESSORS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,9}) ?(MiB|GiB|TiB)");
    private static final Pattern UNKNOWN = Pattern.compile("ask|allow");
    private static final Pattern YES_OR_NO = Pattern.compile("true|false");
    private static final Pattern PERCENT = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Pattern STACK = Pattern.compile("[^/]{1,40}/[^/]{1,40}");

    private final DocumentNodes nodes;
    private final ApprovalReader approvals;

    TermsReader(DocumentNodes nodes, ApprovalReader approvals) {
        this.nodes = nodes;
        this.approvals = approvals;
    }

    Map<String, Entry> mapping(@Nullable Entry entry, String where, String shape) {
        return entry == null || DocumentNodes.isNull(entry.value())
                ? Map.of()
                : nodes.mapping(entry.value(), where, shape).orElse(Map.of());
    }

    void known(String environment, Node at, String where, Collection<String> environments) {
        if (!environments.contains(environment)) {
            nodes.wrong(
                    nodes.code("environment"),
                    at,
                    where,
                    "'" + ContractReader.shown(environment) + "' is no environment of this contract.",
                    environments.isEmpty() ? null : DocumentNodes.meant(environment, environments));
        }
    }

    /** Who must approve where the author alone will not do. */
    Optional<Approvals> somebody(Entry entry, String where, String because) {
        Optional<Approvals> read = approvals.read(entry.value(), where, because);
        if (read.isPresent() && read.get().needs().isEmpty()) {
            nodes.wrong(
                    nodes.code("approval"),
                    entry.value(),
                    where,
                    "'self' asks nobody, so this says nothing.",
                    "Say who must approve, or leave it out.");
            return Optional.empty();
        }
        return read;
    }

    List<Contract.Budget> budgets(@Nullable Entry entry, String currency, Collection<String> environments) {
        List<Contract.Budget> budgets = new ArrayList<>();
        mapping(entry, "budgets", "a mapping from the name of each budget to its terms")
                .forEach((name, value) -> {
                    if (!name.startsWith("x-")) {
                        budget(name, value, currency, environments).ifPresent(budgets::add);
                    }
                });
        return budgets;
    }

    private Optional<Contract.Budget> budget(
            String name, Entry entry, String currency, Collection<String> environments) {
        String where = "budgets." + name;
        int before = nodes.findings().size();
        if (!Names.isName(name)) {
            nodes.wrong(
                    nodes.code("name"),
                    entry.key(),
                    where,
                    "'" + ContractReader.shown(name) + "' is not a name.",
                    ContractReader.NAME);
        }
        Map<String, Entry> fields =
                nodes.mapping(entry.value(), where, "the terms of the budget").orElse(null);
        if (fields == null) {
            return Optional.empty();
        }
        nodes.onlyKnown(
                fields, List.of("month", "environment", "stack", "over", "unknown", "thresholds", "hold"), where);
        String environment =
                text(fields.get("environment"), where + ".environment").orElse(null);
        Entry environmentAt = fields.get("environment");
        if (environment != null && environmentAt != null) {
            known(environment, environmentAt.value(), where + ".environment", environments);
        }
        String stack = matching(
                        fields.get("stack"),
                        where + ".stack",
                        STACK,
                        "This is no stack.",
                        "Write the repository's name, a slash, and the stack's name: shop/web.",
                        Matcher::group)
                .orElse(null);
        Optional<Money> month = required(fields, "month", entry, where, "It is not said how much a month may cost.")
                .flatMap(amount -> matching(
                        amount,
                        where + ".month",
                        AMOUNT,
                        "This is no amount of money.",
                        "Write the number alone, with a point: \"250.00\".",
                        found -> Money.of(new BigDecimal(found.group()), currency)));
        Optional<Approvals> over = required(
                        fields, "over", entry, where, "It is not said who must approve what goes over it.")
                .flatMap(value -> somebody(value, where + ".over", "budget " + name));
        Contract.Unknown unknown = unknown(fields.get("unknown"), where + ".unknown");
        List<Integer> thresholds = thresholds(fields.get("thresholds"), where + ".thresholds");
        boolean hold = matching(
                        fields.get("hold"),
                        where + ".hold",
                        YES_OR_NO,
                        "This neither holds nor lets pass.",
                        "Write true or false.",
                        found -> Boolean.parseBoolean(found.group()))
                .orElse(false);
        return nodes.findings().size() > before || month.isEmpty() || over.isEmpty()
                ? Optional.empty()
                : Optional.of(new Contract.Budget(
                        name, environment, stack, month.get(), over.get(), unknown, thresholds, hold));
    }

    private List<Integer> thresholds(@Nullable Entry entry, String where) {
        if (entry == null) {
            return Contract.Budget.USUAL_THRESHOLDS;
        }
        SortedSet<Integer> percents = new TreeSet<>();
        for (Node node : nodes.list(entry.value(), where).orElse(List.of())) {
            matching(
                            new Entry(entry.key(), node),
                            where,
                            PERCENT,
                            "This is no threshold.",
                            "Write whole percents from 1 to 999: [50, 75, 90, 100].",
                            found -> Integer.valueOf(found.group()))
                    .ifPresent(percents::add);
        }
        return List.copyOf(percents);
    }

    private Contract.Unknown unknown(@Nullable Entry entry, String where) {
        return matching(
                        entry,
                        where,
                        UNKNOWN,
                        "This is no way to treat costs that nobody knows.",
                        "Write ask or allow.",
                        found -> Contract.Unknown.valueOf(found.group().toUpperCase(Locale.ROOT)))
                .orElse(Contract.Unknown.ASK);
    }

    Contract.Limits limits(@Nullable Entry entry) {
        Map<String, Entry> fields = mapping(entry, "limits", "a mapping from what is limited to how much");
        nodes.onlyKnown(fields, List.of("processors", "memory", "disk", "replicas", "domains"), "limits");
        return new Contract.Limits(
                matching(
                                fields.get("processors"),
                                "limits.processors",
                                PROCESSORS,
                                "This is no number of processors.",
                                "Write for example 8, or 0.5.",
                                found -> new BigDecimal(found.group())
                                        .movePointRight(3)
                                        .longValueExact())
                        .map(milli -> Math.max(milli, LEAST_MILLI_PROCESSORS))
                        .orElse(null),
                bytes(fields.get("memory"), "limits.memory"),
                bytes(fields.get("disk"), "limits.disk"),
                number(fields.get("replicas"), "limits.replicas", 1, 10_000),
                number(fields.get("domains"), "limits.domains", 0, 10_000));
    }

    private @Nullable Long bytes(@Nullable Entry entry, String where) {
        return matching(
                        entry,
                        where,
                        BYTES,
                        "This is no amount of memory or disk.",
                        "Write the number and the unit: 512 MiB, 32 GiB or 2 TiB.",
                        found -> Long.parseLong(found.group(1))
                                << switch (found.group(2)) {
                                    case "MiB" -> 20;
                                    case "GiB" -> 30;
                                    default -> 40;
                                })
                .filter(bytes -> {
                    boolean fits = bytes >= LEAST_BYTES && bytes <= 1L << 50;
                    if (!fits && entry != null) {
                        nodes.wrong(
                                nodes.code("value"),
                                entry.value(),
                                where,
                                "This is nothing, or more than 1024 TiB.",
                                null);
                    }
                    return fits;
                })
                .orElse(null);
    }

    List<Contract.ServiceLevel> serviceLevels(@Nullable Entry entry, Collection<String> environments) {
        List<Contract.ServiceLevel> levels = new ArrayList<>();
        items(entry, "serviceLevels", List.of("environment", "objective", "target"), (fields, at, where) -> {
            Optional<String> environment = required(fields, "environment", at, where, "The environment is missing.")
                    .flatMap(value -> {
                        Optional<String> name = text(value, where + ".environment");
                        name.ifPresent(written -> known(written, value.value(), where + ".environment", environments));
                        return name;
                    });
            Optional<String> objective = required(fields, "objective", at, where, "The objective is missing.")
                    .flatMap(value -> text(value, where + ".objective"));
            Optional<String> target = required(fields, "target", at, where, "The target is missing.")
                    .flatMap(value -> text(value, where + ".target"));
            if (environment.isPresent() && objective.isPresent() && target.isPresent()) {
                levels.add(new Contract.ServiceLevel(environment.get(), objective.get(), target.get()));
            }
        });
        return levels;
    }

    List<Contract.Contact> contacts(@Nullable Entry entry) {
        List<Contract.Contact> contacts = new ArrayList<>();
        items(entry, "contacts", List.of("name", "party", "address"), (fields, at, where) -> {
            Optional<String> name = required(fields, "name", at, where, "The name is missing.")
                    .flatMap(value -> text(value, where + ".name"));
            Optional<Party> party = required(fields, "party", at, where, "It is not said on whose side.")
                    .flatMap(value -> party(value, where + ".party"));
            Optional<String> address = required(fields, "address", at, where, "The address is missing.")
                    .flatMap(value -> text(value, where + ".address"));
            if (name.isPresent() && party.isPresent() && address.isPresent()) {
                contacts.add(new Contract.Contact(name.get(), party.get(), address.get()));
            }
        });
        return contacts;
    }

    private Optional<Party> party(Entry entry, String where) {
        return nodes.text(entry.value(), where).flatMap(text -> switch (text) {
            case "tenant" -> Optional.of(Party.TENANT);
            case "provider" -> Optional.of(Party.PROVIDER);
            default -> {
                nodes.wrong(
                        nodes.code("value"),
                        entry.value(),
                        where,
                        "'" + ContractReader.shown(text) + "' is no side of the contract.",
                        "Write tenant or provider.");
                yield Optional.empty();
            }
        });
    }

    Contract.Growth growth(@Nullable Entry entry) {
        Map<String, Entry> fields = mapping(entry, "growth", "when autonomy grows");
        nodes.onlyKnown(fields, List.of("changes", "success", "days", "incidents"), "growth");
        return new Contract.Growth(
                or(number(fields.get("changes"), "growth.changes", 1, 10_000), Contract.Growth.USUAL.changes()),
                or(number(fields.get("success"), "growth.success", 0, 100), Contract.Growth.USUAL.successPercent()),
                or(number(fields.get("days"), "growth.days", 1, 3_650), Contract.Growth.USUAL.days()),
                or(number(fields.get("incidents"), "growth.incidents", 1, 10_000), Contract.Growth.USUAL.incidents()));
    }

    private static int or(@Nullable Integer number, int otherwise) {
        return number == null ? otherwise : number;
    }

    private @Nullable Integer number(@Nullable Entry entry, String where, int least, int most) {
        if (entry == null) {
            return null;
        }
        Optional<String> text = nodes.text(entry.value(), where);
        Optional<Integer> number = text.filter(digits -> digits.matches("[0-9]{1,6}"))
                .map(Integer::valueOf)
                .filter(value -> value >= least && value <= most);
        if (text.isPresent() && number.isEmpty()) {
            nodes.wrong(
                    nodes.code("value"),
                    entry.value(),
                    where,
                    "This is no number from " + least + " to " + most + ".",
                    "Write it in digits.");
        }
        return number.orElse(null);
    }

    private interface Item {
        void read(Map<String, Entry> fields, Node at, String where);
    }

    private void items(@Nullable Entry entry, String where, List<String> keys, Item item) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return;
        }
        List<Node> list = nodes.list(entry.value(), where).orElse(List.of());
        for (int i = 0; i < list.size(); i++) {
            String at = where + "[" + i + "]";
            Node node = list.get(i);
            nodes.mapping(node, at, "a mapping with " + String.join(", ", keys)).ifPresent(fields -> {
                nodes.onlyKnown(fields, keys, at);
                item.read(fields, node, at);
            });
        }
    }

    private Optional<Entry> required(Map<String, Entry> fields, String key, Entry of, String where, String reason) {
        return required(fields, key, of.key(), where, reason);
    }

    private Optional<Entry> required(Map<String, Entry> fields, String key, Node of, String where, String reason) {
        Entry entry = fields.get(key);
        if (entry == null) {
            nodes.wrong(nodes.code("missing"), of, where + "." + key, reason, "Add the key " + key + ".");
        }
        return Optional.ofNullable(entry);
    }

    private Optional<String> text(@Nullable Entry entry, String where) {
        if (entry == null) {
            return Optional.empty();
        }
        return nodes.text(entry.value(), where).filter(text -> {
            boolean fits = !text.isBlank() && text.length() <= LONGEST;
            if (!fits) {
                nodes.wrong(
                        nodes.code("value"),
                        entry.value(),
                        where,
                        "This is empty, or longer than " + LONGEST + " characters.",
                        null);
            }
            return fits;
        });
    }

    private <T> Optional<T> matching(
            @Nullable Entry entry,
            String where,
            Pattern pattern,
            String reason,
            String instead,
            Function<Matcher, T> read) {
        if (entry == null) {
            return Optional.empty();
        }
        return nodes.text(entry.value(), where).flatMap(text -> {
            Matcher matcher = pattern.matcher(text);
            if (matcher.matches()) {
                return Optional.of(read.apply(matcher));
            }
            nodes.wrong(nodes.code("value"), entry.value(), where, reason, instead);
            return Optional.empty();
        });
    }
}
