package io.binome.tenancy.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one validator of what people type about people and companies. */
final class PersonInput {
    /** Wide on purpose: only a message that arrives proves an address. Nothing that could break a header or a log. */
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@<>\"(),:;\\\\\\p{C}]{1,64}@[^\\s@<>\"(),:;\\\\\\p{C}.]+(?:\\.[^\\s@<>\"(),:;\\\\\\p{C}.]+)*");

    private static final int LONGEST_EMAIL = 254;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\u2028\\u2029]");
    private static final int LONGEST_TITLE = 100;

    private PersonInput() {}

    /** The form in which it is stored and looked for. */
    static String normalEmail(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    static String email(String text) {
        String email = normalEmail(text);
        if (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
            throw new ProblemException(InvalidInput.of("email", "is not an e-mail address"));
        }
        return email;
    }

    /** A text of one line that people read: 1 to 100 characters, none of them invisible. */
    static String title(String field, String text) {
        String title = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        if (title.isEmpty()
                || title.length() > LONGEST_TITLE
                || UNPRINTABLE.matcher(title).find()) {
            throw new ProblemException(InvalidInput.of(
                    field, "must be 1 to " + LONGEST_TITLE + " characters on one line, none of them invisible"));
        }
        return title;
    }
}
