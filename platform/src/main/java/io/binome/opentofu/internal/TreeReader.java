package io.binome.opentofu.internal;

import io.binome.opentofu.internal.Tree.Elements;
import io.binome.opentofu.internal.Tree.Leaf;
import io.binome.opentofu.internal.Tree.Members;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads pieces of a document; the document's own limit of depth keeps the recursion short. */
final class TreeReader {
    private static final int SHARED_LENGTH = 40;
    private static final int SHARED = 20_000;

    private final JsonParser parser;
    private final Budget budget;

    /** The same few words stand thousands of times in a plan. */
    private final Map<String, Leaf> shared = new HashMap<>();

    TreeReader(JsonParser parser, Budget budget) {
        this.parser = parser;
        this.budget = budget;
    }

    /** The value at which the parser stands; afterwards it stands at its end. */
    Tree read() {
        budget.node();
        return switch (parser.currentToken()) {
            case START_OBJECT -> members();
            case START_ARRAY -> elements();
            case VALUE_STRING -> text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Leaf(parser.getString(), null);
            case VALUE_TRUE -> Tree.TRUE;
            case VALUE_FALSE -> Tree.FALSE;
            case VALUE_NULL -> Tree.NULL;
            default -> throw Refusal.malformed("there is no value " + place());
        };
    }

    private Members members() {
        SortedMap<String, Tree> members = new TreeMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = unicode(parser.currentName());
            parser.nextToken();
            if (members.put(name, read()) != null) {
                throw Refusal.malformed("a name stands twice in one object " + place());
            }
        }
        return new Members(members);
    }

    private Elements elements() {
        List<Tree> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read());
        }
        return new Elements(elements);
    }

    private Leaf text(String text) {
        if (text.length() > SHARED_LENGTH) {
            return Leaf.ofText(unicode(text));
        }
        Leaf known = shared.get(text);
        if (known == null) {
            known = Leaf.ofText(unicode(text));
            if (shared.size() < SHARED) {
                shared.put(text, known);
            }
        }
        return known;
    }

    /** Text with half of a surrogate pair has no bytes, and so no hash. */
    String unicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isSurrogate(character)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(character, text.charAt(i + 1))) {
                    throw Refusal.malformed("a text is no Unicode " + place());
                }
                i++;
            }
        }
        return text;
    }

    String place() {
        var location = parser.currentTokenLocation();
        return "at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
