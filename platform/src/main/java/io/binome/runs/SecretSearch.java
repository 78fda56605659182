package io.binome.runs;

/** Finds secret values in texts, in every form in which programs print them. */
public interface SecretSearch {
    /** Whether any of them is in it. */
    boolean findsIn(CharSequence text);

    /** The text with {@link LogMask#MASK} where a value was. */
    String masked(String text);
}
