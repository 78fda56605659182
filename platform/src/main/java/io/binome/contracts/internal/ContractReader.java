package io.binome.contracts.internal;

import io.binome.calendar.CalendarFinding;
import io.binome.calendar.CalendarReader;
import io.binome.calendar.CalendarRules;
import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Approvals;
import io.binome.contracts.Contract.Environment;
import io.binome.contracts.ContractReading;
import io.binome.kernel.Names;
import io.binome.kernel.Risk;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code contract.yaml}; docs/reference/contract.md is its description for people. */
public final class ContractReader {
    static final int MAXIMUM_BYTES = 256 << 10;
    static final String NAME =
            "Write 1 to 40 characters: lower-case letters, digits and single hyphens, beginning with a letter.";

    private static final List<String> TOP = List.of(
            "currency",
            "environments",
            "paths",
            "owners",
            "budgets",
            "priceBook",
            "limits",
            "serviceLevels",
            "contacts",
            "growth",
            "overrides",
            "breakGlass",
            "invoices");
    private static final List<String> ENVIRONMENT = List.of("sites", "autonomy", "calendar");
    private static final Pattern PATH = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,100}(/[^/\\\\\\p{Cntrl}]{1,100}){0,19}");
    private static final String EXAMPLE =
            "For example:\nenvironments:\n  production:\n    autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}";

    private final Map<String, Mark> places = new HashMap<>();
    private final DocumentNodes nodes;
    private final ApprovalReader approvals;
    private final TermsReader terms;

    private ContractReader(String file) {
        this.nodes = new DocumentNodes(file, "contract");
        this.approvals = new ApprovalReader(nodes, places);
        this.terms = new TermsReader(nodes, approvals);
    }

    public static ContractReading read(String file, byte[] source) {
        return readWithPlaces(file, source).reading();
    }

    /** What was read, and where its answers stand, by keys such as {@code environments.dev.autonomy.low}. */
    record Placed(ContractReading reading, Map<String, Mark> places) {
        Finding finding(String code, String file, String key, String reason, @Nullable String instead) {
            String at = key;
            while (!places.containsKey(at) && at.contains(".")) {
                at = at.substring(0, at.lastIndexOf('.'));
            }
            Mark mark = places.get(at);
            return new Finding(
                    code,
                    file,
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1,
                    key,
                    reason,
                    instead);
        }
    }

    static Placed readWithPlaces(String file, byte[] source) {
        ContractReader reader = new ContractReader(file);
        Contract contract = reader.nodes
                .root(source, MAXIMUM_BYTES, EXAMPLE)
                .map(reader::contract)
                .orElse(null);
        List<Finding> findings = reader.nodes.findings().stream()
                .sorted(Comparator.comparing(Finding::line).thenComparing(Finding::column))
                .toList();
        return new Placed(
                contract != null && findings.isEmpty()
                        ? new ContractReading.Read(contract)
                        : new ContractReading.Wrong(findings),
                reader.places);
    }

    private Contract contract(Node root) {
        Map<String, Entry> top =
                nodes.mapping(root, "", "a mapping with the key 'environments'").orElse(Map.of());
        nodes.onlyKnown(top, TOP, "");
        String currency = currency(top.get("currency"));
        SortedMap<String, Environment> environments = environments(top.get("environments"), root);
        boolean overrides = overrides(top.get("overrides"));
        return new Contract(
                currency,
                environments,
                paths(top.get("paths"), environments),
                owners(top.get("owners")),
                terms.budgets(top.get("budgets"), currency, environments.keySet()),
                priceBook(top.get("priceBook")),
                terms.limits(top.get("limits")),
                terms.serviceLevels(top.get("serviceLevels"), environments.keySet()),
                terms.contacts(top.get("contacts")),
                terms.growth(top.get("growth")),
                overrides,
                new BreakGlassReader(nodes).read(top.get("breakGlass"), overrides),
                new InvoicingReader(nodes).read(top.get("invoices")));
    }

    private String currency(@Nullable Entry entry) {
        if (entry == null) {
            return "EUR";
        }
        return nodes.text(entry.value(), "currency")
                .map(text -> {
                    if (Currency.getAvailableCurrencies().stream()
                            .noneMatch(currency -> currency.getCurrencyCode().equals(text))) {
                        nodes.wrong(
                                nodes.code("value"),
                                entry.value(),
                                "currency",
                                "This is no currency.",
                                "Write its three letters of ISO 4217, such as EUR.");
                    }
                    return text;
                })
                .orElse("EUR");
    }

    private SortedMap<String, Environment> environments(@Nullable Entry entry, Node root) {
        SortedMap<String, Environment> environments = new TreeMap<>();
        if (entry == null) {
            if (nodes.findings().isEmpty()) {
                nodes.wrong(nodes.code("missing"), root, "environments", "No environment is named here.", EXAMPLE);
            }
            return environments;
        }
        Map<String, Entry> entries = nodes.mapping(
                        entry.value(), "environments", "a mapping from the name of each environment to its terms")
                .orElse(Map.of());
        entries.forEach((name, environment) -> {
            if (!name.startsWith("x-")) {
                environments.put(name, environment(name, environment));
            }
        });
        if (environments.isEmpty() && nodes.findings().isEmpty()) {
            nodes.wrong(nodes.code("missing"), entry.value(), "environments", "No environment is named here.", EXAMPLE);
        }
        return environments;
    }

    private Environment environment(String name, Entry entry) {
        String where = "environments." + name;
        name(name, entry.key(), where);
        Map<String, Entry> fields = nodes.mapping(
                        entry.value(), where, "the terms of the environment, at least its autonomy")
                .orElse(Map.of());
        nodes.onlyKnown(fields, ENVIRONMENT, where);
        Entry autonomy = fields.get("autonomy");
        Map<Risk, Approvals> byRisk = new EnumMap<>(Risk.class);
        if (autonomy != null) {
            byRisk = autonomy(name, autonomy, where + ".autonomy");
        } else if (!fields.isEmpty() || nodes.findings().isEmpty()) {
            nodes.wrong(
                    nodes.code("missing"),
                    entry.key(),
                    where + ".autonomy",
                    "It is not said who must approve changes of " + name + ".",
                    "For example autonomy: {low: self, medium: peer, high: provider, critical: peer+provider}, or"
                            + " autonomy: peer for all of them.");
        }
        return new Environment(
                name, sites(fields.get("sites"), where + ".sites"), byRisk, calendar(fields.get("calendar"), where));
    }

    private @Nullable CalendarRules calendar(@Nullable Entry entry, String where) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return null;
        }
        List<CalendarFinding> found = new ArrayList<>();
        CalendarRules rules =
                CalendarReader.read(entry.value(), where + ".calendar", found).orElse(null);
        found.forEach(one -> nodes.add(one.code(), one.line(), one.column(), one.key(), one.reason(), one.instead()));
        return rules;
    }

    private Map<Risk, Approvals> autonomy(String environment, Entry entry, String where) {
        Map<Risk, Approvals> byRisk = new EnumMap<>(Risk.class);
        if (ApprovalReader.isApproval(entry.value())) {
            for (Risk risk : Risk.values()) {
                approvals
                        .read(entry.value(), where, because(environment, risk))
                        .ifPresent(read -> byRisk.put(risk, read));
                if (byRisk.isEmpty()) {
                    return byRisk;
                }
            }
            return byRisk;
        }
        Map<String, Entry> entries = nodes.mapping(entry.value(), where, "a mapping from risk to who must approve")
                .orElse(null);
        if (entries == null) {
            return byRisk;
        }
        List<String> names = new ArrayList<>();
        for (Risk risk : Risk.values()) {
            names.add(word(risk));
        }
        nodes.onlyKnown(entries, names, where);
        for (Risk risk : Risk.values()) {
            Entry approval = entries.get(word(risk));
            if (approval == null) {
                nodes.wrong(
                        nodes.code("missing"),
                        entry.key(),
                        where + "." + word(risk),
                        "It is not said who must approve changes of risk " + word(risk) + ".",
                        "Say it for low, medium, high and critical.");
            } else {
                approvals
                        .read(approval.value(), where + "." + word(risk), because(environment, risk))
                        .ifPresent(read -> byRisk.put(risk, read));
            }
        }
        ordered(byRisk, entries, where);
        return byRisk;
    }

    /** A higher risk that asks for less than a lower one is a slip of the pen, and a dangerous one. */
    private void ordered(Map<Risk, Approvals> byRisk, Map<String, Entry> entries, String where) {
        for (int i = 1; i < Risk.values().length; i++) {
            Risk lower = Risk.values()[i - 1];
            Risk higher = Risk.values()[i];
            Approvals less = byRisk.get(lower);
            Approvals more = byRisk.get(higher);
            Entry at = entries.get(word(higher));
            if (less != null
                    && more != null
                    && at != null
                    && Strictness.of(less.needs(), more.needs()) == Strictness.LOOSER) {
                nodes.wrong(
                        nodes.code("contradiction"),
                        at.value(),
                        where + "." + word(higher),
                        "Changes of risk " + word(higher) + " would need less than those of risk " + word(lower) + ": '"
                                + more.words() + "' is less than '" + less.words() + "'.",
                        "Ask for at least as much for the higher risk.");
            }
        }
    }

    private static String because(String environment, Risk risk) {
        return environment + " × " + word(risk);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private SortedSet<String> sites(@Nullable Entry entry, String where) {
        SortedSet<String> sites = new TreeSet<>();
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return sites;
        }
        List<Node> items = nodes.list(entry.value(), where).orElse(null);
        if (items == null) {
            return sites;
        }
        places.put(where, entry.value().getStartMark());
        for (Node item : items) {
            nodes.text(item, where).ifPresent(text -> {
                name(text, item, where);
                sites.add(text);
            });
        }
        if (items.isEmpty()) {
            nodes.wrong(
                    nodes.code("locked"),
                    entry.value(),
                    where,
                    "No site is allowed here, so nothing could ever run.",
                    "Name the sites, or leave sites out for all of them.");
        }
        return sites;
    }

    private List<Contract.PathRule> paths(@Nullable Entry entry, SortedMap<String, Environment> environments) {
        List<Contract.PathRule> rules = new ArrayList<>();
        terms.mapping(entry, "paths", "a mapping from paths to environments").forEach((pattern, value) -> {
            String where = "paths." + pattern;
            pattern(pattern, value, where);
            nodes.text(value.value(), where).ifPresent(environment -> {
                terms.known(environment, value.value(), where, environments.keySet());
                rules.add(new Contract.PathRule(pattern, environment));
            });
        });
        return rules;
    }

    private List<Contract.PathOwners> owners(@Nullable Entry entry) {
        List<Contract.PathOwners> owners = new ArrayList<>();
        terms.mapping(entry, "owners", "a mapping from paths to who must approve what touches them")
                .forEach((pattern, value) -> {
                    String where = "owners." + pattern;
                    pattern(pattern, value, where);
                    terms.somebody(value, where, "owners of " + pattern)
                            .ifPresent(read -> owners.add(new Contract.PathOwners(pattern, read)));
                });
        return owners;
    }

    private void pattern(String pattern, Entry entry, String where) {
        if (!PATH.matcher(pattern).matches()) {
            nodes.wrong(
                    nodes.code("path"),
                    entry.key(),
                    where,
                    "This is no path.",
                    "Write the repository and the folder, without a slash at the beginning or the end:"
                            + " shop/production/**.");
        }
    }

    private @Nullable String priceBook(@Nullable Entry entry) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return null;
        }
        places.put("priceBook", entry.value().getStartMark());
        return nodes.text(entry.value(), "priceBook")
                .map(text -> {
                    name(text, entry.value(), "priceBook");
                    return text;
                })
                .orElse(null);
    }

    private boolean overrides(@Nullable Entry entry) {
        if (entry == null) {
            return true;
        }
        String written = nodes.text(entry.value(), "overrides").orElse("allowed");
        if (!written.equals("allowed") && !written.equals("forbidden")) {
            nodes.wrong(
                    nodes.code("value"),
                    entry.value(),
                    "overrides",
                    "It is not clear whether overrides are allowed.",
                    "Write allowed or forbidden.");
        }
        return !written.equals("forbidden");
    }

    private void name(String text, Node at, String where) {
        if (!Names.isName(text)) {
            nodes.wrong(nodes.code("name"), at, where, "'" + shown(text) + "' is not a name.", NAME);
        }
    }

    static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }
}
