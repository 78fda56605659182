package io.binome.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows key paths through trees. */
final class KeyPaths {
    private KeyPaths() {}

    static Optional<ComposeNode> find(ComposeNode root, String path) {
        ComposeNode node = root;
        for (String step : steps(path)) {
            node = step(node, step);
            if (node == null) {
                return Optional.empty();
            }
        }
        return Optional.of(node);
    }

    static ComposeNode nearest(ComposeNode root, String path) {
        ComposeNode node = root;
        for (String step : steps(path)) {
            ComposeNode next = step(node, step);
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }

    private static @Nullable ComposeNode step(ComposeNode node, String step) {
        return switch (node) {
            case ComposeNode.Mapping mapping -> mapping.get(step);
            case ComposeNode.Sequence sequence -> {
                if (step.isEmpty() || step.length() > 9 || !step.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    yield null;
                }
                int index = Integer.parseInt(step);
                yield index < sequence.items().size() ? sequence.items().get(index) : null;
            }
            case ComposeNode.Scalar scalar -> null;
        };
    }

    /** The keys and indexes of a path; a key in single quotes may hold dots and brackets. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        StringBuilder step = new StringBuilder();
        boolean quoted = false;
        boolean open = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\'') {
                if (quoted && i + 1 < path.length() && path.charAt(i + 1) == '\'') {
                    step.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
                open = true;
            } else if (!quoted && (c == '.' || c == '[' || c == ']')) {
                if (open) {
                    steps.add(step.toString());
                    step.setLength(0);
                    open = false;
                }
            } else {
                step.append(c);
                open = true;
            }
        }
        if (open) {
            steps.add(step.toString());
        }
        return steps;
    }
}
