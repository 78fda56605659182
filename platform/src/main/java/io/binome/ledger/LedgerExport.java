package io.binome.ledger;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A log as a file of JSON lines, each in canonical JSON (RFC 8785): a header with the head, then one line an entry, and
 * between them signed checkpoints, each behind the entries that it covers, the last at the end. Whoever has the file and
 * the public key can tell without this server whether anything was changed. See {@code docs/reference/ledger-format.md}.
 */
public final class LedgerExport {
    /** Stands in the header; another layout gets another name. */
    public static final String FORMAT = "binome-ledger-2";

    /** So many checkpoints at most, evenly over the log: each narrows down where a log was forked, and costs time. */
    public static final int MOST_CHECKPOINTS = 1000;

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(Map.class);

    private LedgerExport() {}

    public static String header(TenantId tenant, LedgerHead head) {
        return CanonicalJson.text(Map.of(
                "format", FORMAT,
                "tenant", tenant.toString(),
                "entries", head.entries(),
                "head", head.chainHash()));
    }

    public static String line(LedgerEntry entry) {
        // The leaf is canonical already, and canonical JSON nests.
        return "{\"chainHash\":\"" + entry.chainHash() + "\",\"leaf\":" + entry.canonicalJson() + ",\"leafHash\":\""
                + entry.leafHash() + "\"}";
    }

    public static String line(SignedCheckpoint checkpoint) {
        return CanonicalJson.text(Map.of("checkpoint", checkpoint.toString()));
    }

    /**
     * Checks a file's lines, reading one at a time. Never throws for what the lines hold.
     *
     * @param keys the public keys to believe, of the log and of second parties; with none, hashes alone are checked
     * @param seen checkpoints of this log that were seen earlier
     */
    public static Verification verify(Stream<String> lines, Collection<NoteKey> keys, Collection<Checkpoint> seen) {
        Iterator<String> rest = lines.iterator();
        Optional<Header> header = rest.hasNext() ? readHeader(rest.next()) : Optional.empty();
        if (header.isEmpty()) {
            return new Verification.Broken(0, "the first line is not the header of a " + FORMAT + " file");
        }
        String origin = Checkpoint.origin(header.get().tenant());
        LedgerVerifier verifier = new LedgerVerifier(
                origin,
                keys,
                seen.stream().filter(one -> one.origin().equals(origin)).toList());
        for (long line = 2; rest.hasNext(); line++) {
            Optional<Boolean> accepted = accept(verifier, rest.next());
            if (accepted.isEmpty()) {
                return new Verification.Broken(
                        verifier.entries(), "line " + line + " is neither an entry nor a checkpoint in canonical JSON");
            }
            if (!accepted.get()) {
                break;
            }
        }
        return verifier.finish(header.get().head());
    }

    /** The tenant whose log a file says it is, by its first line. */
    public static Optional<TenantId> tenant(String header) {
        return readHeader(header).map(Header::tenant);
    }

    private record Header(TenantId tenant, LedgerHead head) {}

    private static Optional<Header> readHeader(String line) {
        Map<?, ?> header = read(line);
        if (header.get("entries") instanceof Number entries
                && header.get("head") instanceof String hash
                && header.get("tenant") instanceof String tenant) {
            LedgerHead head = new LedgerHead(entries.longValue(), hash);
            try {
                TenantId id = TenantId.parse(tenant);
                return header(id, head).equals(line) ? Optional.of(new Header(id, head)) : Optional.empty();
            } catch (ProblemException | IllegalArgumentException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Empty when the line cannot be read. */
    private static Optional<Boolean> accept(LedgerVerifier verifier, String line) {
        Map<?, ?> outer = read(line);
        if (outer.get("checkpoint") instanceof String note) {
            return SignedCheckpoint.parse(note)
                    .filter(checkpoint -> line(checkpoint).equals(line))
                    .map(verifier::accept);
        }
        return outer.get("leaf") instanceof Map<?, ?> leaf
                ? readEntry(outer, leaf, line).map(entry -> verifier.accept(entry, leaf))
                : Optional.empty();
    }

    private static Optional<LedgerEntry> readEntry(Map<?, ?> outer, Map<?, ?> leaf, String line) {
        if (outer.get("leafHash") instanceof String leafHash
                && outer.get("chainHash") instanceof String chainHash
                && leaf.get("index") instanceof Number index
                && leaf.get("at") instanceof String at
                && leaf.get("actor") instanceof String actor
                && leaf.get("kind") instanceof String kind
                && leaf.get("subject") instanceof String subject) {
            try {
                LedgerEntry entry = new LedgerEntry(
                        index.longValue(),
                        Instant.parse(at),
                        actor,
                        kind,
                        subject,
                        CanonicalJson.text(leaf),
                        leafHash,
                        chainHash);
                // Byte for byte: a second key or a space more would be something that the hashes do not cover.
                return line(entry).equals(line) ? Optional.of(entry) : Optional.empty();
            } catch (DateTimeException | IllegalArgumentException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Map<?, ?> read(String line) {
        try {
            @Nullable Map<?, ?> read = READER.readValue(line);
            return read == null ? Map.of() : read;
        } catch (JacksonException unreadable) {
            return Map.of();
        }
    }
}
