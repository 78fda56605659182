package io.binome.ledger;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A log as a file of JSON lines: a header with the head, then one line an entry, each in canonical JSON (RFC 8785).
 * Whoever has the file and a head noted earlier can tell without this server whether anything was changed since.
 */
public final class LedgerExport {
    /** Stands in the header; another layout gets another name. */
    public static final String FORMAT = "binome-ledger-1";

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

    /** Checks a file's lines, reading one at a time. Never throws for what the lines hold. */
    public static Verification verify(Stream<String> lines) {
        Iterator<String> rest = lines.iterator();
        Optional<LedgerHead> head = rest.hasNext() ? readHeader(rest.next()) : Optional.empty();
        if (head.isEmpty()) {
            return new Verification.Broken(0, "the first line is not the header of a " + FORMAT + " file");
        }
        LedgerVerifier verifier = new LedgerVerifier();
        long index = 0;
        while (rest.hasNext()) {
            Optional<LedgerEntry> entry = readEntry(rest.next());
            if (entry.isEmpty()) {
                return new Verification.Broken(index, "line " + (index + 2) + " is not an entry in canonical JSON");
            }
            if (!verifier.accept(entry.get())) {
                break;
            }
            index++;
        }
        return verifier.finish(head.get());
    }

    private static Optional<LedgerHead> readHeader(String line) {
        Map<?, ?> header = read(line);
        if (header.get("entries") instanceof Number entries
                && header.get("head") instanceof String hash
                && header.get("tenant") instanceof String tenant) {
            LedgerHead head = new LedgerHead(entries.longValue(), hash);
            try {
                return header(TenantId.parse(tenant), head).equals(line) ? Optional.of(head) : Optional.empty();
            } catch (ProblemException | IllegalArgumentException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<LedgerEntry> readEntry(String line) {
        Map<?, ?> outer = read(line);
        if (outer.get("leaf") instanceof Map<?, ?> leaf
                && outer.get("leafHash") instanceof String leafHash
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

    private static Map<String, @Nullable Object> read(String line) {
        try {
            Map<String, @Nullable Object> read = READER.readValue(line);
            return read == null ? Map.of() : new LinkedHashMap<>(read);
        } catch (JacksonException unreadable) {
            return Map.of();
        }
    }
}
