package io.binome.opentofu.internal;

import io.binome.kernel.CanonicalJson;
import io.binome.opentofu.Fingerprinter;
import io.binome.opentofu.internal.Tree.Elements;
import io.binome.opentofu.internal.Tree.Leaf;
import io.binome.opentofu.internal.Tree.Members;
import io.binome.stacks.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Lays nested values out by path: {@code tags.Name}, {@code ingress[0].cidr_blocks[1]}, {@code labels["app.kubernetes.io/name"]}.
 *
 * <p>A value has two shadows of its own shape, with {@code true} where it is only known once applied, and where it is
 * sensitive. Attributes that are null are left out, as if they were not set; nulls deeper inside are kept.
 */
final class Flattener {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final int SHARED_PATHS = 50_000;
    private static final int SHARED = 20_000;
    private static final int SHARED_LENGTH = 40;

    /** Secrets that are looked for inside of other values as well. */
    private static final int LOOKED_FOR = 100;

    /** A shorter secret is a word that stands in other texts by chance. */
    private static final int SECRET = 4;

    private final Fingerprinter fingerprinter;
    private final Budget budget;
    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, Value> known = new HashMap<>();

    Flattener(Fingerprinter fingerprinter, Budget budget) {
        this.fingerprinter = fingerprinter;
        this.budget = budget;
    }

    /**
     * The values of one object, which may know of secrets that its provider shows unmarked in another place of it.
     *
     * <p>With {@code attributes} the members of the whole are attributes of a resource: those that are null are not set.
     */
    final class Sheet {
        private final boolean attributes;
        private final Set<String> secrets = new LinkedHashSet<>();

        Sheet(boolean attributes) {
            this.attributes = attributes;
        }

        SortedMap<String, Value> flat(Tree value, Tree unknown, Tree sensitive) {
            SortedMap<String, Value> flat = new TreeMap<>();
            if (value instanceof Members && !sensitive.isTrue() && !unknown.isTrue()) {
                members("", value, unknown, sensitive, flat);
            } else {
                put("", value, unknown, sensitive, flat);
            }
            return flat;
        }

        /** Such as the output of a resource that repeats its sensitive input. */
        void hideSecrets(SortedMap<String, Value> flat) {
            if (!secrets.isEmpty()) {
                flat.replaceAll((_, value) -> value instanceof Value.Known(String json) && holds(json)
                        ? new Value.Sensitive(fingerprinter.fingerprint(json))
                        : value);
            }
        }

        private boolean holds(String json) {
            return json.startsWith("\"")
                    && (secrets.contains(json.substring(1, json.length() - 1))
                            || secrets.stream().limit(LOOKED_FOR).anyMatch(json::contains));
        }

        private void members(String path, Tree value, Tree unknown, Tree sensitive, SortedMap<String, Value> flat) {
            Set<String> names = new TreeSet<>();
            if (value instanceof Members(var members)) {
                names.addAll(members.keySet());
            }
            if (unknown instanceof Members(var members)) {
                members.forEach((name, mark) -> {
                    if (mark.hasTrue()) {
                        names.add(name);
                    }
                });
            }
            for (String name : names) {
                Tree member = value.member(name);
                Tree mark = unknown.member(name);
                if (!attributes || !path.isEmpty() || !member.isNull() || mark.hasTrue()) {
                    put(Flattener.this.path(path, name), member, mark, sensitive.member(name), flat);
                }
            }
            if (names.isEmpty() && !(attributes && path.isEmpty())) {
                keep(path, new Value.Known("{}"), 2, flat);
            }
        }

        private void elements(String path, Tree value, Tree unknown, Tree sensitive, SortedMap<String, Value> flat) {
            int size = Math.max(
                    value.each().size(), unknown.hasTrue() ? unknown.each().size() : 0);
            for (int i = 0; i < size; i++) {
                put(path + "[" + i + "]", value.element(i), unknown.element(i), sensitive.element(i), flat);
            }
            if (size == 0) {
                keep(path, new Value.Known("[]"), 2, flat);
            }
        }

        private void put(String path, Tree value, Tree unknown, Tree sensitive, SortedMap<String, Value> flat) {
            if (unknown.isTrue()) {
                keep(path, new Value.Unknown(), 0, flat);
            } else if (sensitive.isTrue()) {
                hidden(path, value, unknown, flat);
            } else if (value instanceof Members || value.isNull() && unknown instanceof Members && unknown.hasTrue()) {
                members(path, value, unknown, sensitive, flat);
            } else if (value instanceof Elements
                    || value.isNull() && unknown instanceof Elements && unknown.hasTrue()) {
                elements(path, value, unknown, sensitive, flat);
            } else if (value instanceof Leaf leaf && !(path.isEmpty() && leaf.isNull())) {
                leaf(path, leaf, flat);
            }
        }

        private void leaf(String path, Leaf leaf, SortedMap<String, Value> flat) {
            String text = leaf.text();
            if (text != null && fingerprinter.holdsSecret(text)) {
                keep(path, new Value.Sensitive(fingerprinter.fingerprint(leaf.json())), 0, flat);
            } else {
                keep(path, known(leaf), leaf.json().length(), flat);
            }
        }

        private void hidden(String path, Tree value, Tree unknown, SortedMap<String, Value> flat) {
            if (value.isNull() && !unknown.hasTrue()) {
                return;
            }
            remember(value);
            StringBuilder json = new StringBuilder();
            value.write(json);
            if (unknown.hasTrue()) {
                json.append(" with unknown ");
                unknown.write(json);
            }
            keep(path, new Value.Sensitive(fingerprinter.fingerprint(json.toString())), 0, flat);
        }

        private void remember(Tree value) {
            switch (value) {
                case Leaf(String json, String text) -> {
                    if (text != null && text.length() >= SECRET) {
                        secrets.add(json.substring(1, json.length() - 1));
                    }
                }
                case Members(var members) -> members.values().forEach(this::remember);
                case Elements(var elements) -> elements.forEach(this::remember);
            }
        }
    }

    private Value known(Leaf leaf) {
        String json = leaf.json();
        if (json.length() > SHARED_LENGTH || known.size() >= SHARED && !known.containsKey(json)) {
            return new Value.Known(json);
        }
        return known.computeIfAbsent(json, Value.Known::new);
    }

    private void keep(String path, Value value, int length, SortedMap<String, Value> flat) {
        if (path.length() > Budget.PATH) {
            throw Refusal.tooLarge("an attribute has a path of more than " + Budget.PATH + " characters");
        }
        String known = paths.get(path);
        if (known == null) {
            known = path;
            length += path.length();
            if (paths.size() < SHARED_PATHS) {
                paths.put(path, path);
            }
        }
        budget.keep(length);
        flat.put(known, value);
    }

    private String path(String parent, String name) {
        if (parent.isEmpty()) {
            return PLAIN.matcher(name).matches() ? name : "[" + CanonicalJson.text(name) + "]";
        }
        return PLAIN.matcher(name).matches() ? parent + "." + name : parent + "[" + CanonicalJson.text(name) + "]";
    }

    /** The path that a list of names and indexes leads to. */
    String path(Tree steps) {
        String path = "";
        for (Tree step : steps.each()) {
            String name = step.textOrNull();
            if (name != null) {
                path = path(path, name);
            } else if (step instanceof Leaf leaf) {
                path = path + "[" + leaf.json() + "]";
            }
        }
        return path;
    }
}
