package io.binome.secrets;

import com.google.crypto.tink.Aead;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyMalformed;
import io.binome.secrets.SecretsProblem.MasterKeyOpenToOthers;
import io.binome.secrets.SecretsProblem.MasterKeyUnreadable;
import io.binome.secrets.internal.DerivedKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that wraps the keys of tenants: 256 bits, in a file that its owner alone may read, or in the environment. It
 * is never in the database, so a backup of the database alone opens nothing.
 */
public final class MasterKey implements WrappingKey {
    /** Takes precedence over the file: 32 bytes in Base64. All servers of an installation need the same. */
    public static final String VARIABLE = "BINOME_MASTER_KEY";

    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ALONE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final FileAttribute<?> FILE_MODE = mode("rw-------");
    private static final FileAttribute<?> FOLDER_MODE = mode("rwx------");
    private static final String NOTE = """
            # The master key of this Binome. The secrets in its database cannot be opened without it.
            # Keep a copy where the backups of the database are not.
            """;

    private static final int PROOF_BYTES = 32;

    private final byte[] secret;
    private final Aead wrapping;
    private final String id;

    private MasterKey(byte[] key) {
        secret = key.clone();
        wrapping = DerivedKey.aead(key, "master key: wrapping of tenant keys");
        id = HexFormat.of().formatHex(DerivedKey.bytes(key, "master key: public id", 8));
    }

    /** From {@link #VARIABLE} if it is set, else from the file, which is made if it is not there. */
    public static MasterKey load(Path file) {
        return load(file, System.getenv(), new SecureRandom());
    }

    /**
     * As {@link #load(Path)}.
     *
     * @throws ProblemException with {@link MasterKeyUnreadable}, {@link MasterKeyOpenToOthers} or
     *     {@link MasterKeyMalformed}
     */
    public static MasterKey load(Path file, Map<String, String> environment, SecureRandom random) {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isBlank()) {
            return new MasterKey(decode(given.strip(), VARIABLE));
        }
        try {
            if (Files.notExists(file)) {
                byte[] fresh = new byte[BYTES];
                random.nextBytes(fresh);
                create(file, fresh);
            }
            return read(file);
        } catch (IOException failed) {
            // An AccessDeniedException's message is the path alone.
            String reason =
                    failed instanceof AccessDeniedException ? "permission denied" : String.valueOf(failed.getMessage());
            throw new ProblemException(new MasterKeyUnreadable(file.toString(), reason), failed);
        }
    }

    /**
     * As {@link #load(Path, Map, SecureRandom)}, and empty where there is none: none is made.
     *
     * @throws ProblemException as there
     */
    public static Optional<MasterKey> find(Path file, Map<String, String> environment) {
        String given = environment.get(VARIABLE);
        boolean known = given != null && !given.isBlank() || Files.exists(file);
        return known ? Optional.of(load(file, environment, new SecureRandom())) : Optional.empty();
    }

    /** @throws IllegalStateException when they are not the bytes of a master key */
    static MasterKey of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalStateException("A master key has " + BYTES + " bytes, not " + key.length);
        }
        return new MasterKey(key);
    }

    /** For {@link MasterKeyCopy} alone. */
    byte[] secret() {
        return secret.clone();
    }

    /**
     * Writes it where a server will look for it; a file that is there stays as it is.
     *
     * @throws IOException when it cannot be written
     */
    public void keep(Path file) throws IOException {
        create(file, secret);
    }

    /** HMAC-SHA256 under a key of its own, in hexadecimal. */
    @Override
    public String proof(String use, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    DerivedKey.bytes(secret, "master key: proof of " + use, PROOF_BYTES), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HmacSHA256", missing);
        }
    }

    @Override
    public boolean proves(String use, byte[] text, String proof) {
        return MessageDigest.isEqual(
                proof.getBytes(StandardCharsets.UTF_8), proof(use, text).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] wrap(byte[] key, String use) {
        try {
            return wrapping.encrypt(key, use.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("The key of " + use + " could not be wrapped", failed);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String use) {
        try {
            return wrapping.decrypt(wrapped, use.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException(
                    "The key of " + use + " was not wrapped by master key " + id + ", or was altered", refused);
        }
    }

    private static MasterKey read(Path file) throws IOException {
        if (!OWNER_ALONE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new ProblemException(new MasterKeyOpenToOthers(file.toString()));
        }
        List<String> lines = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.size() != 1) {
            throw new ProblemException(new MasterKeyMalformed(file.toString()));
        }
        return new MasterKey(decode(lines.getFirst(), file.toString()));
    }

    /** Linked into place when it is whole and on the disk; of two servers that start at once the first wins. */
    private static void create(Path file, byte[] key) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder, FOLDER_MODE);
        Path draft = Files.createTempFile(folder, ".master-key", "", FILE_MODE);
        try {
            String text = NOTE + Base64.getEncoder().encodeToString(key) + "\n";
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
            try (FileChannel entries = FileChannel.open(folder)) {
                entries.force(true);
            }
        } catch (FileAlreadyExistsException another) {
            // It is read next.
        } finally {
            Files.delete(draft);
        }
    }

    private static byte[] decode(String text, String from) {
        try {
            byte[] key = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException malformed) {
            // Told below, without the text.
        }
        throw new ProblemException(new MasterKeyMalformed(from));
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
