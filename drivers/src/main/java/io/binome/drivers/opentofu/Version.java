package io.binome.drivers.opentofu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a program, as semantic versioning orders them.
 *
 * @param preview {@code beta1}; empty for a release, which comes after its previews
 */
record Version(int major, int minor, int patch, String preview) implements Comparable<Version> {
    private static final Pattern TEXT =
            Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(-[0-9A-Za-z.-]{1,60})?");
    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch)
            .thenComparing(version -> version.preview().isEmpty())
            .thenComparing(Version::preview);

    static Optional<Version> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(of(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    /** Of the parts as they are written; what is not written is 0. */
    static Version of(String major, @Nullable String minor, @Nullable String patch, @Nullable String preview) {
        return new Version(number(major), number(minor), number(patch), preview == null ? "" : preview.substring(1));
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text.length() > 9 ? text.substring(0, 9) : text);
    }

    Version release() {
        return new Version(major, minor, patch, "");
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preview.isEmpty() ? "" : "-" + preview);
    }
}
