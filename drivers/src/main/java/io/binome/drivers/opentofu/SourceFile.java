package io.binome.drivers.opentofu;

import io.binome.drivers.opentofu.HclTokens.Kind;
import io.binome.drivers.opentofu.HclTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one file of a configuration says of itself, read as the language means it but not evaluated.
 *
 * @param required conditions on the program's version
 * @param modules local folders that it calls as modules, as it writes them
 * @param restless whether a function that gives another value each time is called, or a data source of that kind read
 */
record SourceFile(List<VersionConstraint> required, List<String> modules, boolean restless) {
    private static final Set<String> RESTLESS_FUNCTIONS = Set.of("plantimestamp", "bcrypt");
    private static final Set<String> RESTLESS_DATA = Set.of("external", "http", "archive_file");
    private static final Pattern RESTLESS_CALL = Pattern.compile("\\b(?:plantimestamp|bcrypt)\\s*\\(");
    private static final SourceFile NOTHING = new SourceFile(List.of(), List.of(), false);

    static boolean isOne(String name) {
        return name.endsWith(".tf") || name.endsWith(".tofu") || isJson(name);
    }

    private static boolean isJson(String name) {
        return name.endsWith(".tf.json") || name.endsWith(".tofu.json");
    }

    static SourceFile read(String name, String text) {
        return isJson(name) ? json(text) : hcl(HclTokens.of(text));
    }

    private static SourceFile hcl(List<Token> tokens) {
        List<VersionConstraint> required = new ArrayList<>();
        List<String> modules = new ArrayList<>();
        boolean restless = false;
        String block = "";
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("{")) {
                depth++;
            } else if (token.is("}")) {
                depth--;
            } else if (depth <= 0 && token.kind() == Kind.NAME && begins(tokens, i)) {
                block = token.text();
                restless |= block.equals("data") && RESTLESS_DATA.contains(text(tokens, i + 1));
            } else if (token.kind() == Kind.NAME) {
                restless |= RESTLESS_FUNCTIONS.contains(token.text()) && sign(tokens, i + 1, "(");
                if (depth == 1 && sign(tokens, i + 1, "=")) {
                    String value = text(tokens, i + 2);
                    if (block.equals("terraform") && token.text().equals("required_version")) {
                        VersionConstraint.parse(value).ifPresent(required::add);
                    } else if (block.equals("module") && token.text().equals("source")) {
                        module(value, modules);
                    }
                }
            }
        }
        return new SourceFile(required, modules, restless);
    }

    /** Whether a word is the first of its line: those after it are labels, which may be written without quotes. */
    private static boolean begins(List<Token> tokens, int index) {
        return index == 0 || sign(tokens, index - 1, "\n") || sign(tokens, index - 1, "}");
    }

    private static String text(List<Token> tokens, int index) {
        return index < tokens.size() && tokens.get(index).kind() != Kind.SIGN
                ? tokens.get(index).text()
                : "";
    }

    private static boolean sign(List<Token> tokens, int index, String sign) {
        return index < tokens.size() && tokens.get(index).is(sign);
    }

    private static void module(String source, List<String> modules) {
        if (source.startsWith("./") || source.startsWith("../")) {
            modules.add(source);
        }
    }

    private static SourceFile json(String text) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(text);
        } catch (JacksonException broken) {
            return NOTHING;
        }
        List<VersionConstraint> required = new ArrayList<>();
        List<String> modules = new ArrayList<>();
        for (JsonNode block : blocks(root.path("terraform"))) {
            VersionConstraint.parse(block.path("required_version").asString("")).ifPresent(required::add);
        }
        for (JsonNode named : blocks(root.path("module"))) {
            named.forEach(called ->
                    blocks(called).forEach(block -> module(block.path("source").asString(""), modules)));
        }
        boolean data = blocks(root.path("data")).stream()
                .anyMatch(kinds -> kinds.propertyNames().stream().anyMatch(RESTLESS_DATA::contains));
        return new SourceFile(
                required, modules, data || RESTLESS_CALL.matcher(text).find());
    }

    /** A block that is written once may stand without the list. */
    private static List<JsonNode> blocks(JsonNode node) {
        return node.isArray() ? node.valueStream().toList() : node.isObject() ? List.of(node) : List.of();
    }
}
