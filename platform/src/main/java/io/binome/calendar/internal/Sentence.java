package io.binome.calendar.internal;

/** Ends what people wrote as a sentence ends. */
final class Sentence {
    private Sentence() {}

    static String of(String text) {
        String stripped = text.strip();
        return stripped.matches(".*[.!?…]") ? stripped : stripped + ".";
    }
}
