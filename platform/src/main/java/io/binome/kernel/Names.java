package io.binome.kernel;

import java.util.regex.Pattern;

/**
 * The one validator of names that come from outside (tenants, repositories, stacks, environments, sites, services).
 * A name may stand in a URL, a container's name, a cgroup path and a ref without any escaping.
 */
public final class Names {
    /** 1 to 40 characters: lower-case letters, digits and single hyphens, beginning with a letter. */
    public static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9]){0,39}");

    public static final int MAX_LENGTH = 40;

    private Names() {}

    public static boolean isName(String text) {
        return text.length() <= MAX_LENGTH && NAME.matcher(text).matches();
    }

    /**
     * Returns the name unchanged.
     *
     * @param field what the name is for, as the user knows it
     * @throws ProblemException with {@link InvalidInput} when it is no name
     */
    public static String require(String field, String text) {
        if (!isName(text)) {
            throw new ProblemException(
                    InvalidInput.of(
                            field,
                            "must be 1 to 40 characters: lower-case letters, digits and single hyphens, beginning with a letter"));
        }
        return text;
    }
}
