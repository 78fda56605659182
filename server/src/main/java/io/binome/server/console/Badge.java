package io.binome.server.console;

/** A state that is never told by colour alone. {@code kind}: ok, waiting, warning, danger or quiet. */
public record Badge(String kind, String icon, String word) {
    static Badge ok(String word) {
        return new Badge("ok", "✓", word);
    }

    static Badge waiting(String word) {
        return new Badge("waiting", "◷", word);
    }

    static Badge warning(String word) {
        return new Badge("warning", "!", word);
    }

    static Badge danger(String word) {
        return new Badge("danger", "▲", word);
    }

    static Badge quiet(String word) {
        return new Badge("quiet", "○", word);
    }
}
