package io.binome.ledger;

import io.binome.kernel.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A log's tree head, as C2SP tlog-checkpoint writes it: who signed it has promised that the log has had these entries, and
 * will always begin with them.
 *
 * @param origin which log it is, see {@link #origin(TenantId)}
 * @param size entries
 * @param root of the tree of so many leaves
 */
public record Checkpoint(String origin, long size, TreeHash root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** The name of a tenant's log, and of its keys. The id is the tenant's alone among all installations. */
    public static String origin(TenantId tenant) {
        return "binome/" + tenant;
    }

    /** Empty when the text is no checkpoint without extension lines. */
    public static Optional<Checkpoint> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 3
                || !text.endsWith("\n")
                || lines.getFirst().isEmpty()
                || !SIZE.matcher(lines.get(1)).matches()) {
            return Optional.empty();
        }
        try {
            Checkpoint read =
                    new Checkpoint(lines.getFirst(), Long.parseLong(lines.get(1)), TreeHash.ofBase64(lines.get(2)));
            return read.text().equals(text) ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }
}
