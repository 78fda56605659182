package io.binome.notifications;

import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices as sentences, in English and in French; both are originals. A hole {@code {name}} holds the fact of that name.
 * What people wrote goes through as it is: whoever shows a sentence escapes it for where it is shown.
 */
public final class Wording {
    private static final Pattern HOLE = Pattern.compile("\\{([a-z]+)}");
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final UnaryOperator<String> french;

    /** @param french says in French what a room says in English */
    public Wording(UnaryOperator<String> french) {
        this.french = french;
    }

    /** What happened, in one line without a full stop at its end. */
    public String headline(String language, NoticeKind kind, Map<String, String> facts) {
        String variant = kind.code() + (facts.getOrDefault("title", "").isEmpty() ? "" : ".titled");
        ResourceBundle words = words(language);
        return fill(words.getString(words.containsKey(variant) ? variant : kind.code()), facts);
    }

    /** Why, or what to do next: a sentence or two; may be empty. */
    public String explanation(String language, NoticeKind kind, Map<String, String> facts) {
        ResourceBundle words = words(language);
        String key = kind.code() + ".more";
        String more = words.containsKey(key) ? fill(words.getString(key), facts) : "";
        String reason = facts.getOrDefault("reason", "");
        // Why somebody overrode is in that person's own words: those are nobody's to translate.
        boolean ours = language.equals("fr") && kind != NoticeKind.CHANGE_OVERRIDDEN;
        String said = reason.isEmpty() || !ours ? reason : french.apply(reason);
        return said.isEmpty() ? more : more.isEmpty() ? said : said + " " + more;
    }

    /** One of the fixed words of mails and pages. */
    public String word(String language, String key, Map<String, String> facts) {
        return fill(words(language).getString(key), facts);
    }

    /** What the kind is called where people choose. */
    public String name(String language, NoticeKind kind) {
        return words(language).getString(kind.code() + ".name");
    }

    private static ResourceBundle words(String language) {
        String base = "io.binome.notifications.words_" + (language.equals("fr") ? "fr" : "en");
        try {
            return ResourceBundle.getBundle(base, java.util.Locale.ROOT, NO_FALLBACK);
        } catch (MissingResourceException incomplete) {
            throw new IllegalStateException("The words of notices are not on the class path", incomplete);
        }
    }

    private static String fill(String pattern, Map<String, String> facts) {
        return HOLE.matcher(pattern)
                .replaceAll(hole -> Matcher.quoteReplacement(facts.getOrDefault(hole.group(1), "")));
    }
}
