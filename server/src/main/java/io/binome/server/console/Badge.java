package io.binome.server.console;

import io.binome.stacks.PlanCheck;

/** A state that is never told by colour alone. {@code kind}: ok, waiting, warning, danger or quiet. */
public record Badge(String kind, String icon, String word) {
    /** How a condition of a plan stands. */
    public static Badge of(PlanCheck.Status status, Frame frame) {
        return switch (status) {
            case PASS -> ok(frame.text("plan.check.PASS"));
            case FAIL -> danger(frame.text("plan.check.FAIL"));
            case ERROR -> danger(frame.text("plan.check.ERROR"));
            case UNKNOWN -> waiting(frame.text("plan.check.UNKNOWN"));
        };
    }

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
