package io.binome.bench;

import java.util.List;

/**
 * A line of the table.
 *
 * @param name what selects it on the command line
 * @param what is measured, in words
 * @param target what it should be; empty where there is none
 * @param measured what it was
 * @param verdict whether the one meets the other
 * @param notes how it was measured, what else was seen, and for a missed target its cause
 */
record Row(String name, String what, String target, String measured, Verdict verdict, List<String> notes) {
    enum Verdict {
        MET("met"),
        MISSED("MISSED"),
        NOT_COMPARED("not compared"),
        NO_TARGET("-"),
        FAILED("FAILED");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Verdict of(boolean met) {
            return met ? MET : MISSED;
        }
    }

    Row {
        notes = List.copyOf(notes);
    }
}
