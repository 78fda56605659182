package io.binome.drivers.opentofu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The words of a file in the <a href="https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md">HCL native syntax</a>,
 * without comments and without what is only text: of quoted strings and heredocs that have templates in them, the
 * expressions of these alone. Reads on where a file is broken off or wrong, which whoever runs it says better.
 */
final class HclTokens {
    /** What a word is. */
    enum Kind {
        NAME,
        /** A quoted string without templates, as it is written between the quotes. */
        TEXT,
        /** One character of anything else; line ends too. */
        SIGN
    }

    record Token(Kind kind, String text) {
        boolean is(String sign) {
            return kind != Kind.TEXT && text.equals(sign);
        }
    }

    /** Where the reader is: in code, with braces to come, or in text up to its end. */
    private sealed interface Place {
        /** @param template whether its last brace ends an expression in text */
        record Code(boolean template) implements Place {}

        record Quoted() implements Place {}

        record Heredoc(String end) implements Place {}
    }

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Place> places = new ArrayDeque<>(List.of(new Place.Code(false)));
    private int at;

    private HclTokens(String source) {
        this.source = source;
    }

    static List<Token> of(String source) {
        HclTokens reader = new HclTokens(source);
        while (reader.at < source.length()) {
            switch (reader.places.getFirst()) {
                case Place.Code code -> reader.code(code);
                case Place.Quoted _ -> reader.quoted();
                case Place.Heredoc heredoc -> reader.heredoc(heredoc);
            }
        }
        return reader.tokens;
    }

    private void code(Place.Code code) {
        char next = source.charAt(at);
        if (next == '#' || starts("//")) {
            skipTo(source.indexOf('\n', at));
        } else if (starts("/*")) {
            int end = source.indexOf("*/", at + 2);
            skipTo(end < 0 ? -1 : end + 2);
        } else if (next == '"') {
            quote();
        } else if (starts("<<") && heredocBegins()) {
            return;
        } else if (Character.isUnicodeIdentifierStart(next)) {
            int from = at;
            while (at < source.length()
                    && (Character.isUnicodeIdentifierPart(source.charAt(at)) || source.charAt(at) == '-')) {
                at++;
            }
            tokens.add(new Token(Kind.NAME, source.substring(from, at)));
        } else {
            sign(code, next);
            at++;
        }
    }

    /** The brace that ends an expression in text is no word: the one that began it is none either. */
    private void sign(Place.Code code, char next) {
        if (next == '{') {
            places.push(new Place.Code(false));
        } else if (next == '}' && places.size() > 1) {
            places.pop();
        }
        boolean word = next == '\n' || !Character.isWhitespace(next);
        if (word && !(next == '}' && code.template())) {
            tokens.add(new Token(Kind.SIGN, String.valueOf(next)));
        }
    }

    private boolean starts(String text) {
        return source.startsWith(text, at);
    }

    private void skipTo(int end) {
        at = end < 0 ? source.length() : end;
    }

    /** One without templates is a word of its own. */
    private void quote() {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != '"' && source.charAt(end) != '\n') {
            if (isTemplate(end)) {
                places.push(new Place.Quoted());
                at++;
                return;
            }
            end += source.charAt(end) == '\\' || isEscapedTemplate(end) ? 2 : 1;
        }
        end = Math.min(end, source.length());
        tokens.add(new Token(Kind.TEXT, source.substring(at + 1, end)));
        at = end < source.length() && source.charAt(end) == '"' ? end + 1 : end;
    }

    private boolean isTemplate(int where) {
        return source.startsWith("${", where) || source.startsWith("%{", where);
    }

    private boolean isEscapedTemplate(int where) {
        return source.startsWith("$${", where) || source.startsWith("%%{", where);
    }

    private void quoted() {
        if (source.charAt(at) == '"') {
            places.pop();
            at++;
        } else {
            text();
        }
    }

    /** A character of text, or the beginning of an expression in it. */
    private void text() {
        if (isEscapedTemplate(at)) {
            at += 3;
        } else if (isTemplate(at)) {
            places.push(new Place.Code(true));
            at += 2;
        } else {
            at += source.charAt(at) == '\\' && places.getFirst() instanceof Place.Quoted ? 2 : 1;
        }
    }

    private boolean heredocBegins() {
        int from = starts("<<-") ? at + 3 : at + 2;
        int to = from;
        while (to < source.length()
                && (Character.isUnicodeIdentifierPart(source.charAt(to)) || source.charAt(to) == '-')) {
            to++;
        }
        int line = source.indexOf('\n', to);
        if (to == from || line < 0 || !source.substring(to, line).isBlank()) {
            return false;
        }
        places.push(new Place.Heredoc(source.substring(from, to)));
        at = line + 1;
        return true;
    }

    private void heredoc(Place.Heredoc heredoc) {
        boolean lineBegins = source.charAt(at - 1) == '\n';
        int line = source.indexOf('\n', at);
        int end = line < 0 ? source.length() : line;
        if (lineBegins && source.substring(at, end).strip().equals(heredoc.end())) {
            places.pop();
            at = end;
        } else {
            text();
        }
    }
}
