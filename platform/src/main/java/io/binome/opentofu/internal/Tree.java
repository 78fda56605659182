package io.binome.opentofu.internal;

import io.binome.kernel.CanonicalJson;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A piece of a document: of one resource at a time, so that the whole never is in memory. Numbers stay as written. */
sealed interface Tree {
    Leaf NULL = new Leaf("null", null);
    Leaf TRUE = new Leaf("true", null);
    Leaf FALSE = new Leaf("false", null);

    /** @param text of a string, else null */
    record Leaf(String json, @Nullable String text) implements Tree {
        static Leaf ofText(String text) {
            return new Leaf(CanonicalJson.text(text), text);
        }
    }

    record Members(SortedMap<String, Tree> members) implements Tree {}

    record Elements(List<Tree> elements) implements Tree {}

    default Tree member(String name) {
        return this instanceof Members(SortedMap<String, Tree> members) ? members.getOrDefault(name, NULL) : NULL;
    }

    default Tree element(int index) {
        return this instanceof Elements(List<Tree> elements) && index < elements.size() ? elements.get(index) : NULL;
    }

    /** The elements; none when it is no list. */
    default List<Tree> each() {
        return this instanceof Elements(List<Tree> elements) ? elements : List.of();
    }

    default @Nullable String textOrNull() {
        return this instanceof Leaf(String _, String text) ? text : null;
    }

    default boolean isNull() {
        return this instanceof Leaf leaf && leaf.json().equals("null");
    }

    default boolean isTrue() {
        return this instanceof Leaf leaf && leaf.json().equals("true");
    }

    /** Whether it is true, or anything in it. */
    default boolean hasTrue() {
        return switch (this) {
            case Leaf _ -> isTrue();
            case Members(var members) -> members.values().stream().anyMatch(Tree::hasTrue);
            case Elements(var elements) -> elements.stream().anyMatch(Tree::hasTrue);
        };
    }

    /** Canonical JSON, but for numbers, which stay as written. */
    default void write(StringBuilder out) {
        switch (this) {
            case Leaf leaf -> out.append(leaf.json());
            case Members(var members) -> {
                out.append('{');
                members.forEach((name, member) -> {
                    if (out.charAt(out.length() - 1) != '{') {
                        out.append(',');
                    }
                    out.append(CanonicalJson.text(name)).append(':');
                    member.write(out);
                });
                out.append('}');
            }
            case Elements(var elements) -> {
                out.append('[');
                for (int i = 0; i < elements.size(); i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    elements.get(i).write(out);
                }
                out.append(']');
            }
        }
    }
}
