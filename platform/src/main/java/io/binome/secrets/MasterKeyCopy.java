package io.binome.secrets;

import com.google.crypto.tink.Aead;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyCopyClosed;
import io.binome.secrets.SecretsProblem.MasterKeyCopyUnreadable;
import io.binome.secrets.internal.DerivedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The master key as text that only a passphrase opens: Argon2id with the second recommended parameters of RFC 9106
 * (64 MiB, 3 passes, 4 lanes) makes the key of AES-256-GCM, which authenticates the line before it as well.
 */
public final class MasterKeyCopy {
    /** In characters; a person's, and a copy may be attacked in peace. */
    public static final int SHORTEST_PASSPHRASE = 12;

    private static final String FORMAT = "binome-master-key-1";
    private static final int MEMORY_KIBIBYTES = 64 * 1024;
    private static final int PASSES = 3;
    private static final int LANES = 4;
    /** A file is trusted only so far: none may cost more than this. */
    private static final int HIGHEST_MEMORY_KIBIBYTES = 1024 * 1024;

    private static final int HIGHEST_PASSES = 16;
    private static final int HIGHEST_LANES = 16;
    private static final int SALT_BYTES = 16;
    private static final Pattern HEAD = Pattern.compile(
            FORMAT + " ([0-9a-f]{16}) argon2id m=(\\d{1,8}),t=(\\d{1,3}),p=(\\d{1,3}) ([A-Za-z0-9+/=]{24})");

    private MasterKeyCopy() {}

    /**
     * Two lines behind comments: how it is opened, and what is opened.
     *
     * @throws ProblemException with {@link InvalidInput} for a passphrase that is too short
     */
    public static String seal(MasterKey key, String passphrase, SecureRandom random) {
        if (passphrase.codePointCount(0, passphrase.length()) < SHORTEST_PASSPHRASE) {
            throw new ProblemException(InvalidInput.of(
                    "passphrase", "must have " + SHORTEST_PASSPHRASE + " characters or more; several words are best"));
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        String head = FORMAT + " " + key.id() + " argon2id m=" + MEMORY_KIBIBYTES + ",t=" + PASSES + ",p=" + LANES + " "
                + Base64.getEncoder().encodeToString(salt);
        try {
            byte[] sealed = aead(passphrase, salt, MEMORY_KIBIBYTES, PASSES, LANES)
                    .encrypt(key.secret(), head.getBytes(StandardCharsets.UTF_8));
            return "# The master key of a Binome, sealed by a passphrase. Keep it where its backups are not.\n" + head
                    + "\n" + Base64.getEncoder().encodeToString(sealed) + "\n";
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("The master key could not be sealed", failed);
        }
    }

    /**
     * The public id of the key that is in it, before it is opened and proven.
     *
     * @throws ProblemException with {@link MasterKeyCopyUnreadable}
     */
    public static String id(String text, String name) {
        return read(text, name).head().group(1);
    }

    /**
     * The key.
     *
     * @param name what the copy is called in a problem
     * @throws ProblemException with {@link MasterKeyCopyUnreadable} or {@link MasterKeyCopyClosed}
     */
    public static MasterKey open(String text, String name, String passphrase) {
        Read copy = read(text, name);
        Matcher head = copy.head();
        int memory = Integer.parseInt(head.group(2));
        int passes = Integer.parseInt(head.group(3));
        int lanes = Integer.parseInt(head.group(4));
        if (memory > HIGHEST_MEMORY_KIBIBYTES
                || memory < 8 * lanes
                || passes > HIGHEST_PASSES
                || passes < 1
                || lanes > HIGHEST_LANES
                || lanes < 1) {
            throw new ProblemException(new MasterKeyCopyUnreadable(name));
        }
        try {
            byte[] salt = Base64.getDecoder().decode(head.group(5));
            MasterKey key = MasterKey.of(aead(passphrase, salt, memory, passes, lanes)
                    .decrypt(copy.sealed(), head.group().getBytes(StandardCharsets.UTF_8)));
            if (!key.id().equals(head.group(1))) {
                throw new ProblemException(new MasterKeyCopyClosed(name));
            }
            return key;
        } catch (GeneralSecurityException refused) {
            throw new ProblemException(new MasterKeyCopyClosed(name), refused);
        }
    }

    private record Read(Matcher head, byte[] sealed) {}

    private static Read read(String text, String name) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.size() == 2) {
            Matcher head = HEAD.matcher(lines.getFirst());
            try {
                if (head.matches()) {
                    return new Read(head, Base64.getDecoder().decode(lines.getLast()));
                }
            } catch (IllegalArgumentException malformed) {
                // Told below.
            }
        }
        throw new ProblemException(new MasterKeyCopyUnreadable(name));
    }

    private static Aead aead(String passphrase, byte[] salt, int memoryKibibytes, int passes, int lanes) {
        // The same passphrase may be typed as composed or decomposed characters (NIST SP 800-63B, 3.1.1.2).
        byte[] typed = Normalizer.normalize(passphrase, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKibibytes)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] secret = new byte[32];
        generator.generateBytes(typed, secret);
        return DerivedKey.aead(secret, "copy of the master key");
    }
}
