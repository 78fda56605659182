package io.binome.stacks;

import java.util.regex.Pattern;

/**
 * Addresses of resources and modules as OpenTofu and Terraform write them, such as {@code module.shop["eu"].aws_instance.web[0]}.
 * Strict, because they are handed to a program as arguments and shown to people who decide by them.
 *
 * @see <a href="https://opentofu.org/docs/cli/state/resource-addressing/">Resource addressing</a>
 */
public final class ResourceAddress {
    /** Characters. */
    public static final int LONGEST = 500;

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_-]*+";
    /** No quote but an escaped one, and nothing that has no width or turns the direction of reading. */
    private static final String INDEX =
            "(?:\\[(?:[0-9]{1,9}|\"(?:[^\"\\\\\\p{C}\\p{Zl}\\p{Zp}]|\\\\[\"\\\\nrt])*+\")])?+";

    private static final String MODULE = "module\\." + NAME + INDEX;
    private static final String RESOURCE = "(?:data\\.)?+(?!(?:module|data)\\.)" + NAME + "\\." + NAME + INDEX;
    private static final Pattern ADDRESS =
            Pattern.compile("(?:" + MODULE + "\\.)*+" + RESOURCE + "|" + MODULE + "(?:\\." + MODULE + ")*+");

    private ResourceAddress() {}

    public static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && ADDRESS.matcher(text).matches();
    }
}
