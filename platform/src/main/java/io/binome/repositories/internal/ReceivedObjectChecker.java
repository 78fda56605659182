package io.binome.repositories.internal;

import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.jspecify.annotations.Nullable;

/**
 * What {@code git fsck} finds wrong, and names that no checkout should meet: control characters, variants of
 * {@code .git} on other file systems, names longer than file systems take. Every received object passes here.
 */
final class ReceivedObjectChecker extends ObjectChecker {
    private static final int LONGEST_NAME = 255;

    ReceivedObjectChecker() {
        setSafeForMacOS(true);
        // Old tools wrote these, and old histories are full of them.
        setAllowLeadingZeroFileMode(true);
    }

    @Override
    public void checkTree(@Nullable AnyObjectId id, byte[] raw) throws CorruptObjectException {
        super.checkTree(id, raw);
        int at = 0;
        while (at < raw.length) {
            int name = at;
            while (raw[name] != ' ') {
                name++;
            }
            name++;
            int end = name;
            while (raw[end] != 0) {
                end++;
            }
            checkName(raw, name, end);
            at = end + 1 + Constants.OBJECT_ID_LENGTH;
        }
    }

    /** One name of a path. */
    void checkName(byte[] name) throws CorruptObjectException {
        checkName(name, 0, name.length);
    }

    private static void checkName(byte[] raw, int from, int to) throws CorruptObjectException {
        boolean backslash = false;
        for (int i = from; i < to; i++) {
            if (raw[i] >= 0 && raw[i] < ' ' || raw[i] == 0x7f) {
                throw refused(raw, from, to, "has a control character");
            }
            backslash |= raw[i] == '\\';
        }
        if (to - from > LONGEST_NAME) {
            throw refused(raw, from, to, "is longer than " + LONGEST_NAME + " bytes");
        }
        if (backslash || to - from >= 4 && raw[from] == '.') {
            for (String part : text(raw, from, to).split("\\\\", -1)) {
                if (part.equals("..") || isGitOnWindows(part)) {
                    throw refused(raw, from, to, "leads elsewhere, or into .git, on some systems");
                }
            }
        }
    }

    /** Windows leaves out spaces and dots at the end, takes a backslash for a slash and a colon for a stream. */
    private static boolean isGitOnWindows(String name) {
        if (!name.regionMatches(true, 0, ".git", 0, 4)) {
            return false;
        }
        String rest = name.substring(4);
        return rest.startsWith(":") || rest.chars().allMatch(character -> character == ' ' || character == '.');
    }

    private static CorruptObjectException refused(byte[] raw, int from, int to, String reason) {
        String name = text(raw, from, Math.min(to, from + 80)).replaceAll("[^\\x20-\\x7e]", "?");
        return new CorruptObjectException("the name \"" + name + "\" " + reason);
    }

    private static String text(byte[] raw, int from, int to) {
        return new String(raw, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
