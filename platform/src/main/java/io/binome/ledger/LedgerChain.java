package io.binome.ledger;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;

/**
 * How one entry follows from the one before. Nothing here knows of a database, so that a log can be checked anywhere.
 * See {@code docs/decisions/0005-ledger-leaves.md}.
 */
public final class LedgerChain {
    /** What RFC 6962, section 2.1, puts before a leaf, so that no leaf can pass for an inner node. */
    private static final byte[] LEAF = {0x00};

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private LedgerChain() {}

    /**
     * The entry that follows {@code head}. The time is cut to microseconds, which is what PostgreSQL keeps.
     *
     * @param actor as {@link io.binome.kernel.Actor#reference()}
     * @throws IllegalArgumentException when the details are not of the types of {@link CanonicalJson}
     */
    public static LedgerEntry next(LedgerHead head, Instant at, String actor, LedgerEvent event) {
        Instant cut = at.truncatedTo(ChronoUnit.MICROS);
        String leaf = CanonicalJson.text(Map.of(
                "index", head.entries(),
                "at", time(cut),
                "actor", actor,
                "kind", event.kind(),
                "subject", event.subject(),
                "details", event.details(),
                "previous", head.chainHash()));
        String leafHash = leafHash(leaf);
        return new LedgerEntry(
                head.entries(),
                cut,
                actor,
                event.kind(),
                event.subject(),
                leaf,
                leafHash,
                chainHash(head.chainHash(), leafHash));
    }

    /** The head once this entry is the last. */
    public static LedgerHead headAfter(LedgerEntry entry) {
        return new LedgerHead(entry.index() + 1, entry.chainHash());
    }

    static String leafHash(String leaf) {
        return Sha256.hex(LEAF, leaf.getBytes(StandardCharsets.UTF_8));
    }

    /** Over the 32 bytes of each; the first entry has no previous bytes. */
    static String chainHash(String previous, String leafHash) {
        HexFormat hex = HexFormat.of();
        return Sha256.hex(hex.parseHex(previous), hex.parseHex(leafHash));
    }

    static String time(Instant at) {
        return MICROSECONDS.format(at);
    }
}
