package io.binome.guidelines.internal;

import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/**
 * A test beside a rule.
 *
 * @param given what the rule sees, as far as the case says it: {@code resource}, {@code stack}, {@code change}, …
 */
record RuleCase(String name, Expected expected, SortedMap<String, JsonNode> given, int line, int column) {
    enum Expected {
        /** The rule is not kept; for one without {@code must}: it applies. */
        VIOLATES,
        COMPLIES,
        /** It cannot be said before the apply. */
        UNKNOWN,
        /** The rule is not asked at all. */
        SKIPPED
    }
}
