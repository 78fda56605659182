package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposePlace;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The keys that lead to a value. Grows at the end and shares its beginning, so that walking a tree costs nothing. */
final class KeyPath {
    static final KeyPath ROOT = new KeyPath(null, "", -1);

    private final @Nullable KeyPath parent;
    private final String key;
    private final int index;

    private KeyPath(@Nullable KeyPath parent, String key, int index) {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    static KeyPath of(String... keys) {
        KeyPath path = ROOT;
        for (String key : keys) {
            path = path.then(key);
        }
        return path;
    }

    KeyPath then(String next) {
        return new KeyPath(this, next, -1);
    }

    KeyPath item(int next) {
        return new KeyPath(this, "", next);
    }

    String last() {
        return index < 0 ? key : "[" + index + "]";
    }

    ComposePlace place(ComposeNode node) {
        return new ComposePlace(node.origin(), toString());
    }

    static String quoted(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '.' || c == '[' || c == ']' || c == '\'') {
                return "'" + key.replace("'", "''") + "'";
            }
        }
        return key;
    }

    @Override
    public String toString() {
        Deque<KeyPath> steps = new ArrayDeque<>();
        for (KeyPath step = this; step != null && step.parent != null; step = step.parent) {
            steps.push(step);
        }
        StringBuilder text = new StringBuilder();
        for (KeyPath step : steps) {
            if (step.index >= 0) {
                text.append('[').append(step.index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(quoted(step.key));
            }
        }
        return text.toString();
    }
}
