package io.binome.contracts.internal;

import io.binome.contracts.Contract.Approvals;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.tenancy.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads who must approve: a word, several joined by {@code +}, how many of each, or people. */
final class ApprovalReader {
    static final int MOST = 9;

    private static final String SELF = "self";
    private static final List<String> WORDS = List.of(SELF, "peer", "developer", "lead", "provider", "owner");
    private static final List<String> KEYS =
            List.of("peers", "developer", "lead", "provider", "owner", "people", "anyOf");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@+,]{1,64}(\\+[^\\s@,]{1,64})?@[^\\s@,]{1,190}");
    private static final String EXAMPLES =
            "Write self, peer, provider, peer+provider, an e-mail address, or how many of each: {peers: 2, provider: 1}.";

    private final DocumentNodes nodes;
    private final Map<String, Mark> places;

    /** @param places is told where each answer stands */
    ApprovalReader(DocumentNodes nodes, Map<String, Mark> places) {
        this.nodes = nodes;
        this.places = places;
    }

    /** Whether it is one answer, and no mapping that gives an answer for each of something else. */
    static boolean isApproval(Node node) {
        return !(node instanceof MappingNode mapping)
                || mapping.getValue().stream()
                        .anyMatch(
                                tuple -> tuple.getKeyNode() instanceof ScalarNode key && KEYS.contains(key.getValue()));
    }

    /**
     * @param because what the needs will say of where they come from
     * @return empty, with a finding, when it is wrong
     */
    Optional<Approvals> read(Node node, String where, String because) {
        int before = nodes.findings().size();
        places.put(where, node.getStartMark());
        Approvals approvals =
                switch (node) {
                    case SequenceNode list -> named(people(list, where), 1, where, list, because);
                    case MappingNode mapping -> counted(mapping, where, because);
                    default ->
                        nodes.text(node, where)
                                .map(text -> words(text, node, where, because))
                                .orElse(new Approvals("", List.of()));
                };
        return nodes.findings().size() == before ? Optional.of(approvals) : Optional.empty();
    }

    private Approvals words(String text, Node node, String where, String because) {
        if (EMAIL.matcher(text).matches()) {
            return named(new TreeSet<>(List.of(text.toLowerCase(Locale.ROOT))), 1, where, node, because);
        }
        List<String> words = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            String word = part.strip();
            if (!WORDS.contains(word)) {
                nodes.wrong(
                        nodes.code("approval"),
                        node,
                        where,
                        "'" + shown(word) + "' does not say who must approve.",
                        word.isEmpty() ? EXAMPLES : DocumentNodes.meant(word, WORDS));
            } else if (words.contains(word)) {
                nodes.wrong(
                        nodes.code("approval"),
                        node,
                        where,
                        "'" + word + "' stands here twice.",
                        "For two of them write how many: {peers: 2}.");
            }
            words.add(word);
        }
        if (words.contains(SELF) && words.size() > 1) {
            nodes.wrong(
                    nodes.code("approval"),
                    node,
                    where,
                    "'self' stands for nobody else, so nothing can be added to it.",
                    "Write self alone, or leave it out.");
        }
        boolean withProvider = words.contains("provider") || words.contains("owner");
        List<Need> needs = new ArrayList<>();
        for (String word : words) {
            need(word, 1, withProvider, because).ifPresent(needs::add);
        }
        return new Approvals(String.join("+", words), needs);
    }

    /** @param withProvider then a peer is one of the tenant, for otherwise one vote of the provider would do for both */
    private static Optional<Need> need(String word, int count, boolean withProvider, String because) {
        return switch (word) {
            case "peer", "peers" ->
                Optional.of(
                        withProvider
                                ? new Need(Party.TENANT, Role.DEVELOPER, new TreeSet<>(), count, because)
                                : new Need(null, null, new TreeSet<>(), count, because));
            case "developer" -> Optional.of(new Need(Party.TENANT, Role.DEVELOPER, new TreeSet<>(), count, because));
            case "lead" -> Optional.of(new Need(Party.TENANT, Role.LEAD, new TreeSet<>(), count, because));
            case "provider" -> Optional.of(new Need(Party.PROVIDER, Role.OPERATOR, new TreeSet<>(), count, because));
            case "owner" -> Optional.of(new Need(Party.PROVIDER, Role.OWNER, new TreeSet<>(), count, because));
            default -> Optional.empty();
        };
    }

    private Approvals counted(MappingNode mapping, String where, String because) {
        Map<String, Entry> entries =
                nodes.mapping(mapping, where, "how many must approve").orElse(Map.of());
        nodes.onlyKnown(entries, KEYS, where);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String key : List.of("peers", "developer", "lead", "provider", "owner")) {
            Entry entry = entries.get(key);
            if (entry != null) {
                number(entry.value(), where + "." + key, 0)
                        .filter(count -> count > 0)
                        .ifPresent(count -> counts.put(key, count));
            }
        }
        boolean withProvider = counts.containsKey("provider") || counts.containsKey("owner");
        List<Need> needs = new ArrayList<>();
        List<String> words = new ArrayList<>();
        counts.forEach((key, count) -> {
            need(key, count, withProvider, because).ifPresent(needs::add);
            String word = key.equals("peers") ? "peer" : key;
            words.add(count == 1 ? word : count + "×" + word);
        });
        Entry people = entries.get("people");
        Entry anyOf = entries.get("anyOf");
        if (people != null) {
            int count = anyOf == null
                    ? 1
                    : number(anyOf.value(), where + ".anyOf", 1).orElse(1);
            SortedSet<String> addresses = nodes.list(people.value(), where + ".people")
                    .map(_ -> people(people.value(), where + ".people"))
                    .orElse(new TreeSet<>());
            Approvals named = named(addresses, count, where + ".people", people.value(), because);
            needs.addAll(named.needs());
            words.add(named.words());
        } else if (anyOf != null) {
            nodes.wrong(
                    nodes.code("approval"),
                    anyOf.key(),
                    where + ".anyOf",
                    "It is not said of whom so many must approve.",
                    "Add for example: people: [ada@example.com, bob@example.com].");
        }
        if (needs.isEmpty() && people == null) {
            nodes.wrong(
                    nodes.code("approval"),
                    mapping,
                    where,
                    "Nobody is asked here.",
                    "For changes that need nobody write: self.");
        }
        return new Approvals(String.join(" + ", words), needs);
    }

    private SortedSet<String> people(Node list, String where) {
        SortedSet<String> people = new TreeSet<>();
        for (Node item : nodes.list(list, where).orElse(List.of())) {
            nodes.text(item, where).ifPresent(text -> {
                String address = text.toLowerCase(Locale.ROOT);
                if (!EMAIL.matcher(text).matches()) {
                    nodes.wrong(
                            nodes.code("approval"),
                            item,
                            where,
                            "'" + shown(text) + "' is not an e-mail address.",
                            "A list names people by the addresses with which they sign in. Roles are words outside of"
                                    + " a list, such as peer+provider.");
                } else if (!people.add(address)) {
                    nodes.wrong(nodes.code("duplicate"), item, where, "'" + shown(text) + "' stands here twice.", null);
                }
            });
        }
        return people;
    }

    private Approvals named(SortedSet<String> people, int count, String where, @Nullable Node node, String because) {
        if (people.isEmpty()) {
            nodes.wrong(nodes.code("approval"), node, where, "Nobody is named here.", EXAMPLES);
            return new Approvals("", List.of());
        }
        if (count > people.size()) {
            nodes.wrong(
                    nodes.code("locked"),
                    node,
                    where,
                    count + " people must approve, and " + people.size() + " are named: nothing could ever be applied.",
                    "Ask for at most as many as are named.");
        }
        String words = (people.size() == 1 ? "" : count == 1 ? "one of " : count + " of ") + String.join(", ", people);
        return new Approvals(words, List.of(new Need(null, null, people, count, because)));
    }

    private Optional<Integer> number(Node node, String where, int least) {
        Optional<String> text = nodes.text(node, where);
        Optional<Integer> number = text.filter(digits -> digits.matches("[0-9]{1,2}"))
                .map(Integer::valueOf)
                .filter(count -> count >= least && count <= MOST);
        if (text.isPresent() && number.isEmpty()) {
            nodes.wrong(
                    nodes.code("value"),
                    node,
                    where,
                    "This is no number from " + least + " to " + MOST + ".",
                    "Write how many must approve.");
        }
        return number;
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }
}
