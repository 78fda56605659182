package io.binome.tenancy.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id (RFC 9106) in the PHC string form, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. The parameters are the
 * second choice of OWASP's password storage cheat sheet: 19 MiB, 2 passes, 1 lane.
 */
final class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 200;

    static final Cost COST = new Cost(19 * 1024, 2, 1);
    /** A stored string is trusted only so far: none may cost more than this. */
    private static final Cost HIGHEST = new Cost(1024 * 1024, 16, 16);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,4}),p=(\\d{1,4})"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final SecureRandom random;
    private final Cost cost;
    /** 19 MiB each: hundreds of attempts at once wait for each other instead of for memory. */
    private final Semaphore atOnce =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
    /** The hash of no password, against which an unknown address is checked: its answer costs the same. */
    private final String nobodys;

    /** The parameters m, t and p of Argon2. */
    record Cost(int memoryKibibytes, int passes, int lanes) {}

    Passwords(SecureRandom random) {
        this(random, COST);
    }

    /** For tests that make many passwords and care for none. */
    Passwords(SecureRandom random, Cost cost) {
        this.random = random;
        this.cost = cost;
        this.nobodys = phc(bytes(SALT_BYTES), bytes(HASH_BYTES));
    }

    /**
     * The password unchanged.
     *
     * @throws ProblemException with {@link InvalidInput} when it is too short or too long
     */
    static String require(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new ProblemException(
                    InvalidInput.of("password", "must be " + SHORTEST + " to " + LONGEST + " characters long"));
        }
        return password;
    }

    String hash(String password) {
        byte[] salt = bytes(SALT_BYTES);
        return phc(salt, derive(password, salt, cost, HASH_BYTES));
    }

    /** Whether it is the password; with null as the stored hash the answer is no, and takes as long. */
    boolean matches(String password, @Nullable String stored) {
        Matcher phc = PHC.matcher(stored == null ? nobodys : stored);
        if (!phc.matches()) {
            throw new IllegalStateException("A stored password hash is not one of Argon2id");
        }
        Cost made = cost(phc);
        if (made.memoryKibibytes > HIGHEST.memoryKibibytes
                || made.passes > HIGHEST.passes
                || made.lanes > HIGHEST.lanes) {
            throw new IllegalStateException("A stored password hash asks for more than " + HIGHEST);
        }
        byte[] wanted = Base64.getDecoder().decode(phc.group(5));
        byte[] found = derive(password, Base64.getDecoder().decode(phc.group(4)), made, wanted.length);
        return MessageDigest.isEqual(wanted, found) && stored != null;
    }

    /** Whether it was made with other parameters than today's. */
    boolean outdated(String stored) {
        Matcher phc = PHC.matcher(stored);
        return !phc.matches() || !cost(phc).equals(cost);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String phc(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKibibytes + ",t=" + cost.passes + ",p=" + cost.lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static Cost cost(Matcher phc) {
        return new Cost(Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)), Integer.parseInt(phc.group(3)));
    }

    private byte[] derive(String password, byte[] salt, Cost with, int length) {
        // The same password may be typed as composed or decomposed characters (NIST SP 800-63B, 3.1.1.2).
        byte[] typed = Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(with.memoryKibibytes)
                .withIterations(with.passes)
                .withParallelism(with.lanes)
                .withSalt(salt)
                .build());
        byte[] result = new byte[length];
        atOnce.acquireUninterruptibly();
        try {
            generator.generateBytes(typed, result);
        } finally {
            atOnce.release();
        }
        return result;
    }
}
