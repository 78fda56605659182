package io.binome.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How answers are shown: tables and sentences for people, JSON for programs. */
final class Output {
    private final PrintWriter out;
    private final boolean json;
    private final boolean colours;
    private final JsonMapper mapper;
    private final InstantSource clock;

    Output(PrintWriter out, boolean json, boolean colours, JsonMapper mapper, InstantSource clock) {
        this.out = out;
        this.json = json;
        this.colours = colours;
        this.mapper = mapper;
        this.clock = clock;
    }

    boolean json() {
        return json;
    }

    /** Prints the answer as it came, when that was asked for. */
    boolean printedJson(JsonNode answer) {
        if (json) {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            out.flush();
        }
        return json;
    }

    /** For people: a sentence. Nothing where JSON was asked for. */
    void say(String sentence) {
        if (!json) {
            line(sentence);
        }
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Rows under headings, as wide as they need; the last column is not filled up. */
    void table(List<String> headings, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(headings);
        all.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], visible(row.get(i)));
            }
        }
        for (int r = 0; r < all.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = all.get(r).get(i);
                line.append(r == 0 ? Colour.FAINT.paint(cell, colours) : cell);
                if (i < widths.length - 1) {
                    line.append(" ".repeat(widths[i] - visible(cell) + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /** The items of a listing as a table, or the sentence when there are none. */
    void listing(JsonNode answer, String none, List<String> headings, Function<JsonNode, List<String>> row) {
        if (printedJson(answer)) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path("items").forEach(item -> rows.add(row.apply(item)));
        if (rows.isEmpty()) {
            line(none);
            return;
        }
        table(headings, rows);
        if (answer.path("next").isString()) {
            line("There are more: --after " + answer.path("next").asString() + ", or --all.");
        }
    }

    private static int visible(String text) {
        return text.codePointCount(0, text.length()) - escapes(text);
    }

    private static int escapes(String text) {
        int length = 0;
        for (int start = text.indexOf('\u001b'); start >= 0; start = text.indexOf('\u001b', start + 1)) {
            length += text.indexOf('m', start) - start + 1;
        }
        return length;
    }

    String paint(Colour colour, String text) {
        return colour.paint(text, colours);
    }

    /** A change's or a service's state in the colour that its meaning has. */
    String state(String state) {
        Colour colour =
                switch (state) {
                    case "merged", "healthy", "completed", "succeeded", "reachable", "running" -> Colour.GREEN;
                    case "refused",
                            "conflicting",
                            "plan-failed",
                            "not-applied",
                            "apply-failed",
                            "down",
                            "failed",
                            "unreachable",
                            "unhealthy" -> Colour.RED;
                    case "closed", "went-back", "empty", "cancelled", "unknown" -> Colour.FAINT;
                    default -> Colour.YELLOW;
                };
        return paint(colour, state);
    }

    /** {@code 3 min ago}; a dash for nothing. */
    String ago(JsonNode instant) {
        if (!instant.isString()) {
            return "-";
        }
        Duration age = Duration.between(Instant.parse(instant.asString()), clock.instant());
        long seconds = Math.abs(age.toSeconds());
        String amount = seconds < 60
                ? seconds + " s"
                : seconds < 3_600
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
        return age.isNegative() ? "in " + amount : amount + " ago";
    }

    /** Without what could command the terminal: texts of others are shown, not obeyed. */
    static String clean(String text) {
        return text.codePoints().allMatch(Output::harmless)
                ? text
                : text.codePoints()
                        .filter(Output::harmless)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean harmless(int character) {
        return character == '\t' || character == '\n' || !Character.isISOControl(character);
    }

    /** The site, and for the provider's people the server. */
    static String place(JsonNode located) {
        String site = located.path("site").asString();
        return located.path("host").isString() ? located.path("host").asString() + " (" + site + ")" : site;
    }

    static String bytes(long bytes) {
        if (bytes < 1_024) {
            return bytes + " B";
        }
        double value = bytes;
        for (String unit : List.of("KiB", "MiB", "GiB")) {
            value /= 1_024;
            if (value < 1_024) {
                return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, unit);
            }
        }
        return String.format(Locale.ROOT, "%.1f TiB", value / 1_024);
    }

    /** Thousandths of a CPU; a dash while not known. */
    static String cpu(long millis) {
        return millis < 0 ? "-" : String.format(Locale.ROOT, "%.3f", millis / 1_000.0);
    }

    static String shortCommit(JsonNode commit) {
        return commit.isString() && commit.asString().length() > 8
                ? commit.asString().substring(0, 8)
                : commit.asString("-");
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asString()));
        return texts;
    }

    /** The colours of terminals (ECMA-48). */
    enum Colour {
        BOLD("1"),
        FAINT("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("36");

        private final String code;

        Colour(String code) {
            this.code = code;
        }

        String paint(String text, boolean colours) {
            return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
        }
    }
}
