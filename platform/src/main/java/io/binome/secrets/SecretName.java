package io.binome.secrets;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.Names;
import io.binome.kernel.ProblemException;

/** The one validator of names of kept secrets: names as everywhere, in folders if wanted, such as {@code shop/database-password}. */
public final class SecretName {
    public static final int MAX_LENGTH = 120;

    /** A folder in a folder in a folder, and the name. */
    public static final int MAX_PARTS = 4;

    private SecretName() {}

    public static boolean isName(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        String[] parts = text.split("/", -1);
        if (parts.length > MAX_PARTS) {
            return false;
        }
        for (String part : parts) {
            if (!Names.isName(part)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the name unchanged.
     *
     * @throws ProblemException with {@link InvalidInput} when it is none
     */
    public static String require(String field, String text) {
        if (!isName(text)) {
            throw new ProblemException(InvalidInput.of(
                    field,
                    "must be 1 to " + MAX_PARTS
                            + " parts with slashes between them, each of 1 to 40 lower-case letters, digits and single"
                            + " hyphens, beginning with a letter"));
        }
        return text;
    }
}
