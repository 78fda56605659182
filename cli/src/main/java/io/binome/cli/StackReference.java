package io.binome.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A stack as people name it: {@code web}, or {@code shop/web} where two repositories have one of that name. */
record StackReference(String repository, String stack) {
    static StackReference parse(Context context, String words) {
        String[] parts = words.split("/", -1);
        if (parts.length == 2) {
            return new StackReference(parts[0], parts[1]);
        }
        List<JsonNode> found = context.api().all(context.inTenant("stacks")).path("items").values().stream()
                .filter(stack -> stack.path("name").asString().equals(words))
                .toList();
        if (found.size() == 1) {
            return new StackReference(found.getFirst().path("repository").asString(), words);
        }
        throw new CommandProblem(
                found.isEmpty()
                        ? "There is no stack " + words + ". `binome stack list` shows those there are."
                        : "Several repositories have a stack " + words + ": name it as "
                                + found.getFirst().path("repository").asString() + "/" + words + ".");
    }

    String path(Context context) {
        return context.inTenant("repositories", repository, "stacks", stack);
    }
}
