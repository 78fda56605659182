package io.binome.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phrase book for what the rooms say in English: findings, notes of plans, how a service is, why a run failed. Rooms
 * speak English alone, which is what is kept, hashed and answered by the API; the console says it in the reader's
 * language. A phrase has holes, as in {@code There is no file '{file}' in the repository.}; what stands in a hole is
 * itself looked up. A test reads the rooms' sources and fails when they say what the book has not.
 *
 * <p>The file has pairs of lines: the English phrase, then the other one after {@code = }. Spaces that must not end a line, as
 * French has them before a question mark, may be ordinary ones in it.
 */
final class Phrases {
    private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
    private static final int DEEPEST = 3;
    private static final Pattern BOUND = Pattern.compile("(?<=«) | (?=[?!;»]|:(?:\\s|\\{|$))");
    private static final String NARROW = "((?:(?!; ).)+?)";

    static final Phrases FRENCH = read("/phrases_fr.txt");

    private final List<Phrase> phrases;

    private Phrases(List<Phrase> phrases) {
        this.phrases = phrases;
    }

    /**
     * @param literal how much of it is no hole: the most specific phrase is tried first
     * @param narrow where no hole reaches over a semicolon, behind which rooms say the next thing
     */
    private record Phrase(
            String head, String tail, int literal, Pattern narrow, Pattern wide, List<String> holes, String said) {
        private static Phrase of(String english, String said) {
            StringBuilder pattern = new StringBuilder("(?is)");
            List<String> holes = new ArrayList<>();
            Matcher hole = HOLE.matcher(english);
            int from = 0;
            int literal = 0;
            String head = english;
            while (hole.find()) {
                if (holes.isEmpty()) {
                    head = english.substring(0, hole.start());
                }
                literal += hole.start() - from;
                pattern.append(Pattern.quote(english.substring(from, hole.start())))
                        .append(NARROW);
                holes.add(hole.group(1));
                from = hole.end();
            }
            pattern.append(Pattern.quote(english.substring(from)));
            return new Phrase(
                    head,
                    english.substring(from),
                    literal + english.length() - from,
                    Pattern.compile(pattern.toString()),
                    Pattern.compile(pattern.toString().replace(NARROW, "(.+?)")),
                    holes,
                    said);
        }

        private boolean mayBe(String sentence) {
            return sentence.length() >= literal
                    && sentence.regionMatches(true, 0, head, 0, head.length())
                    && sentence.regionMatches(true, sentence.length() - tail.length(), tail, 0, tail.length());
        }
    }

    static Phrases read(String resource) {
        try (InputStream in = Phrases.class.getResourceAsStream(resource)) {
            List<Phrase> phrases = new ArrayList<>();
            String english = null;
            for (String line : new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .split("\n")) {
                if (line.startsWith("= ") && english != null) {
                    phrases.add(Phrase.of(english, bound(line.substring(2))));
                    english = null;
                } else if (!line.isBlank() && !line.startsWith("# ")) {
                    english = line;
                }
            }
            phrases.sort(Comparator.comparing(Phrase::literal).reversed());
            return new Phrases(List.copyOf(phrases));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The phrase book " + resource + " cannot be read", unreadable);
        }
    }

    /** With a space that does not end a line where French has one at a sign. */
    static String bound(String french) {
        return BOUND.matcher(french).replaceAll("\u00a0");
    }

    /** The sentence in the book's language; as it is where the book does not have it. */
    String say(String english) {
        return sentence(find(english, 0).orElse(english));
    }

    /** Whether the book has it. */
    boolean knows(String english) {
        return find(english, 0).isPresent();
    }

    private Optional<String> find(String english, int depth) {
        String bare = bare(english);
        Optional<String> whole = whole(bare, depth, false);
        if (whole.isPresent()) {
            return whole;
        }
        for (String mark : List.of("; ", ". ", ": ")) {
            int at = bare.indexOf(mark);
            while (at > 0) {
                Optional<String> first = whole(bare.substring(0, at), depth, false);
                Optional<String> rest = find(bare.substring(at + mark.length()), depth);
                if (first.isPresent() && (rest.isPresent() || !mark.equals("; "))) {
                    return Optional.of(first.get()
                            + (mark.equals(". ") ? mark : "\u00a0" + mark)
                            + rest.orElse(bare.substring(at + mark.length())));
                }
                at = bare.indexOf(mark, at + 1);
            }
        }
        return whole(bare, depth, true);
    }

    private Optional<String> whole(String english, int depth, boolean wide) {
        for (Phrase phrase : phrases) {
            if (!phrase.mayBe(english)) {
                continue;
            }
            Matcher match = (wide ? phrase.wide() : phrase.narrow()).matcher(english);
            if (match.matches()) {
                String said = phrase.said();
                for (int i = 0; i < phrase.holes().size(); i++) {
                    said = said.replace("{" + phrase.holes().get(i) + "}", inner(match.group(i + 1), depth));
                }
                return Optional.of(said);
            }
        }
        return Optional.empty();
    }

    private String inner(String argument, int depth) {
        return depth >= DEEPEST || !argument.contains(" ")
                ? argument
                : find(argument, depth + 1).orElse(argument);
    }

    private static String bare(String sentence) {
        String stripped = sentence.strip();
        return stripped.endsWith(".") && !stripped.endsWith("..")
                ? stripped.substring(0, stripped.length() - 1)
                : stripped;
    }

    /** With a capital and a full stop. An address such as {@code service.web} keeps its first letter. */
    static String sentence(String words) {
        if (words.isBlank()) {
            return words;
        }
        String text = words.strip();
        int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
        boolean name = !text.substring(0, end)
                .chars()
                .allMatch(c -> Character.isLetter(c) || c == '’' || c == '\'' || c == ',' || c == ':');
        String first = name ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return ".!?…:".indexOf(first.charAt(first.length() - 1)) >= 0 ? first : first + ".";
    }
}
