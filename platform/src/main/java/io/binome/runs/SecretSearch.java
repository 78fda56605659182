package io.binome.runs;

import io.binome.runs.internal.FormSearch;
import java.util.Collection;
import java.util.List;

/**
 * Finds secret values in texts, in every form in which programs print them: as they are, line by line, base64 (both
 * alphabets, wherever in a longer text they begin, folded into lines), hexadecimal, URL-encoded, escaped as in JSON and
 * HCL, also twice. Values under {@link LogMask#SHORTEST} bytes are not searched for. Its text form shows nothing.
 */
public interface SecretSearch {
    SecretSearch NONE = of(List.of());

    /** Whether any of them is in it. */
    boolean findsIn(String text);

    /** The text with {@link LogMask#MASK} where a value was. */
    String masked(String text);

    /** No form is longer, in characters: who cuts a text must let that much of it overlap. */
    int longest();

    /**
     * The place at or before {@code at} where the text may be cut without cutting a value; the place after the value when
     * there is none before.
     */
    int cutBefore(String text, int at);

    static SecretSearch of(Collection<byte[]> values) {
        return new FormSearch(values);
    }
}
