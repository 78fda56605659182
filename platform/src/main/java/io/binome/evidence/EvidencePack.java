package io.binome.evidence;

import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantId;
import io.binome.ledger.Attestation;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.InclusionProof;
import io.binome.ledger.KeyChange;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.SignedNote;
import io.binome.ledger.TreeHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An evidence pack as a file, verified without any server: every file in it, every entry, and who signed. */
public final class EvidencePack {
    public static final String FORMAT = "binome-evidence-1";
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.note";
    public static final String CHECKPOINT = "ledger/checkpoint.txt";
    public static final String ENTRIES = "ledger/entries.jsonl";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private EvidencePack() {}

    /** What was found. */
    public sealed interface Checked {
        /**
         * Nothing was changed.
         *
         * @param about in words, as the manifest says
         * @param signedBy null when no key was named, so that nobody vouches for it
         */
        record Sound(
                String about,
                int files,
                int entries,
                long ledger,
                @Nullable NoteKey signedBy) implements Checked {}

        /** The first thing that is not as it was signed. */
        record Broken(String reason) implements Checked {}
    }

    /**
     * Verifies one.
     *
     * @param keys of the ledger, to believe; later ones are followed as the ledger names them
     * @throws IOException when the file cannot be read as an archive
     */
    public static Checked verify(Path file, Collection<NoteKey> keys) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new Verifier(zip, keys).run();
        } catch (BrokenException broken) {
            return new Checked.Broken(String.valueOf(broken.getMessage()));
        }
    }

    /** Whose ledger a pack says it is from; empty when it is none. */
    public static Optional<TenantId> tenant(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return Optional.of(new Verifier(zip, List.of()).tenant());
        } catch (BrokenException none) {
            return Optional.empty();
        }
    }

    private static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenException(String reason) {
            super(reason);
        }
    }

    private static final class Verifier {
        private static final int LARGEST_MANIFEST = 64 << 20;

        private final ZipFile zip;
        private final boolean named;
        private final Set<NoteKey> keys;
        private final byte[] manifest;
        private final JsonNode fields;

        Verifier(ZipFile zip, Collection<NoteKey> keys) throws IOException {
            this.zip = zip;
            this.named = !keys.isEmpty();
            this.keys = new LinkedHashSet<>(keys);
            this.manifest = read(MANIFEST);
            try {
                this.fields = JSON.readTree(manifest);
            } catch (JacksonException malformed) {
                throw new BrokenException("the manifest cannot be read");
            }
            if (!fields.path("format").asString("").equals(FORMAT)) {
                throw new BrokenException("it is no pack of the format " + FORMAT);
            }
        }

        TenantId tenant() {
            try {
                return TenantId.parse(fields.path("tenant").asString(""));
            } catch (ProblemException malformed) {
                throw new BrokenException("the manifest names no tenant");
            }
        }

        Checked run() throws IOException {
            String origin = Checkpoint.origin(tenant());
            requireFiles();
            SignedCheckpoint checkpoint = SignedCheckpoint.parse(new String(read(CHECKPOINT), StandardCharsets.UTF_8))
                    .filter(read -> read.checkpoint().origin().equals(origin))
                    .orElseThrow(() -> new BrokenException("its checkpoint is none of this ledger"));
            int entries = requireEntries(checkpoint.checkpoint());
            SignedNote note = SignedNote.parse(new String(read(SIGNATURE), StandardCharsets.UTF_8))
                    .filter(read -> read.text().equals(Attestation.text(origin, Sha256.hex(manifest))))
                    .orElseThrow(() -> new BrokenException("the manifest is not the one that was signed"));
            NoteKey signer = keys.stream()
                    .filter(key -> key.signed(note) && key.signed(checkpoint.note()))
                    .findFirst()
                    .orElse(null);
            if (named && signer == null) {
                throw new BrokenException(
                        "it is not signed by the key that you named, nor by one that this key leads to");
            }
            return new Checked.Sound(
                    fields.path("about").asString(""), fields.path("files").size(), entries, checkpoint.size(), signer);
        }

        private void requireFiles() throws IOException {
            Map<String, String> expected = new TreeMap<>();
            fields.path("files")
                    .properties()
                    .forEach(one -> expected.put(one.getKey(), one.getValue().asString("")));
            Set<String> there = new LinkedHashSet<>();
            for (ZipEntry entry : zip.stream().toList()) {
                if (!there.add(entry.getName())) {
                    throw new BrokenException(entry.getName() + " is in it twice");
                }
                if (entry.getName().equals(MANIFEST) || entry.getName().equals(SIGNATURE)) {
                    continue;
                }
                String hash = expected.remove(entry.getName());
                if (hash == null) {
                    throw new BrokenException(entry.getName() + " was added");
                }
                if (!hash.equals(hash(entry))) {
                    throw new BrokenException(entry.getName() + " was changed");
                }
            }
            if (!expected.isEmpty()) {
                throw new BrokenException(expected.keySet().iterator().next() + " was removed");
            }
        }

        private int requireEntries(Checkpoint checkpoint) throws IOException {
            List<KeyChange> changes = new ArrayList<>();
            int entries = 0;
            try (BufferedReader in = new BufferedReader(
                    new InputStreamReader(zip.getInputStream(entry(ENTRIES)), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    JsonNode read = readLine(line);
                    String leaf = read.path("leaf").asString("");
                    List<TreeHash> path = new ArrayList<>();
                    read.path("path").forEach(text -> path.add(TreeHash.ofBase64(text.asString(""))));
                    long index = read.path("index").asLong(-1);
                    TreeHash hash = TreeHash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8));
                    if (!new InclusionProof(index, checkpoint.size(), path).holds(hash, checkpoint.root())) {
                        throw new BrokenException("entry " + index + " is not in the ledger of its checkpoint");
                    }
                    KeyChange.in(index, JSON.readValue(leaf, FIELDS)).ifPresent(changes::add);
                    entries++;
                }
            } catch (JacksonException | IllegalArgumentException malformed) {
                throw new BrokenException("the entries cannot be read");
            }
            changes.sort((one, other) -> Long.compare(one.index(), other.index()));
            changes.stream()
                    .filter(change -> keys.contains(change.from()) && change.isSigned())
                    .forEach(change -> keys.add(change.to()));
            return entries;
        }

        private static JsonNode readLine(String line) {
            return JSON.readTree(line);
        }

        private ZipEntry entry(String name) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new BrokenException("it has no " + name);
            }
            return entry;
        }

        private byte[] read(String name) throws IOException {
            try (InputStream in = zip.getInputStream(entry(name))) {
                return in.readNBytes(LARGEST_MANIFEST);
            }
        }

        private String hash(ZipEntry entry) throws IOException {
            try (DigestInputStream in =
                    new DigestInputStream(zip.getInputStream(entry), MessageDigest.getInstance("SHA-256"))) {
                in.transferTo(OutputStream.nullOutputStream());
                return HexFormat.of().formatHex(in.getMessageDigest().digest());
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("Every JDK has SHA-256", missing);
            }
        }
    }
}
