package io.binome.server.console;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The few words by which the room of prices says how an amount was worked out, in French: {@code up to 2 CPU at 0.012 EUR
 * per CPU-hour}. They are put together freely, so that no phrase book holds them.
 */
final class CostWords {
    private record Word(Pattern english, String french) {
        static Word of(String english, String french) {
            return new Word(Pattern.compile(english), french);
        }
    }

    /** In this order: what stands first holds what stands later. */
    private static final List<Word> WORDS = List.of(
            Word.of("^no longer ", "fin de "),
            Word.of("^fee ", "forfait "),
            Word.of("^memory$", "mémoire"),
            Word.of("^cpu$", "CPU"),
            Word.of("^month$", "mois"),
            Word.of("^request$", "requête(s)"),
            Word.of("^thousand$", "millier(s)"),
            Word.of("whatever it holds", "quoi qu’il contienne"),
            Word.of("assumed to hold", "supposé contenir"),
            Word.of("up to ", "jusqu’à "),
            Word.of(" at ([\\d.]+) to ", " de $1 à "),
            Word.of(" at ", " à "),
            Word.of("(\\d) to (\\d)", "$1 à $2"),
            Word.of(" per ", " par "),
            Word.of(" less ", ", moins "),
            Word.of("^hour$", "heures"),
            Word.of("-hour\\b", "-heure"),
            Word.of("-second\\b", "-seconde"),
            Word.of("-month\\b", "-mois"),
            Word.of("\\bpar hour\\b", "par heure"),
            Word.of("\\bpar month\\b", "par mois"),
            Word.of("\\bpar request\\b", "par requête"),
            Word.of("\\bpar thousand\\b", "par millier"),
            Word.of("\\bGiB\\b", "Gio"),
            Word.of("\\bGB\\b", "Go"),
            Word.of("(\\d)\\.(\\d)", "$1,$2"));

    private CostWords() {}

    static String french(String english) {
        String said = english;
        for (Word word : WORDS) {
            said = word.english().matcher(said).replaceAll(word.french());
        }
        return said;
    }
}
