package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyAway;
import io.binome.secrets.SecretsProblem.MasterKeyRefused;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.Login;
import io.binome.secrets.VaultKeySettings;
import io.binome.secrets.WrappingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A master key that never leaves Vault: its transit engine wraps and unwraps ("Transit secrets engine" of Vault's and
 * OpenBao's API documentation: {@code encrypt}, {@code decrypt}, {@code rewrap}).
 *
 * <p>What a key is for goes into the plaintext beside it, and is looked at when it comes back. The engine's own
 * {@code associated_data} would do the same, but {@code rewrap} takes none, so that no version could ever be retired.
 */
final class TransitMasterKey implements WrappingKey {
    /** After a failure nobody else waits for a connection that has just failed. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final String HMAC = "HmacSHA256";
    private static final int PROOF_BYTES = 32;

    private final VaultKeySettings where;
    private final VaultSettings patience;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable VaultSession session;
    private volatile @Nullable Failure failure;

    private record Failure(long untilNanos, String reason) {}

    TransitMasterKey(VaultKeySettings where, VaultSettings patience, InstantSource clock) {
        this.where = where;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public String id() {
        return where.id();
    }

    @Override
    public Duration keptFor() {
        return where.keptFor();
    }

    @Override
    public byte[] wrap(byte[] key, String use) {
        byte[] purpose = use.getBytes(StandardCharsets.UTF_8);
        byte[] both = ByteBuffer.allocate(Integer.BYTES + key.length + purpose.length)
                .putInt(key.length)
                .put(key)
                .put(purpose)
                .array();
        try {
            Answer answer = ask(
                    "to wrap a key",
                    "encrypt",
                    Map.of("plaintext", Base64.getEncoder().encodeToString(both)));
            return ciphertext(answer);
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String use) {
        Answer answer =
                ask("to unwrap a key", "decrypt", Map.of("ciphertext", new String(wrapped, StandardCharsets.US_ASCII)));
        byte[] both = Base64.getDecoder()
                .decode(answer.body().path("data").path("plaintext").asString(""));
        try {
            ByteBuffer read = ByteBuffer.wrap(both);
            int length = both.length < Integer.BYTES ? -1 : read.getInt();
            if (length < 0 || length > read.remaining()) {
                throw new IllegalStateException("The key of " + use + " was not wrapped by Binome");
            }
            byte[] key = new byte[length];
            read.get(key);
            byte[] purpose = new byte[read.remaining()];
            read.get(purpose);
            if (!Arrays.equals(purpose, use.getBytes(StandardCharsets.UTF_8))) {
                throw new IllegalStateException("The key of " + use + " was wrapped for something else");
            }
            return key;
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    @Override
    public byte[] renewed(byte[] wrapped) {
        byte[] anew = ciphertext(ask(
                "to wrap a key anew", "rewrap", Map.of("ciphertext", new String(wrapped, StandardCharsets.US_ASCII))));
        // Also under the same version the engine answers with other bytes.
        return version(anew).equals(version(wrapped)) ? wrapped : anew;
    }

    /** {@code vault:v3:…}: wrapped under the third version. */
    @Override
    public String version(byte[] wrapped) {
        String[] parts = new String(wrapped, StandardCharsets.US_ASCII).split(":", 3);
        return parts.length == 3 ? parts[1] : "";
    }

    /** HMAC-SHA256 by a key made for this one text, which is wrapped beside it. */
    @Override
    public String proof(String use, byte[] text) {
        byte[] key = new byte[PROOF_BYTES];
        random.nextBytes(key);
        return new String(wrap(key, "proof of " + use), StandardCharsets.US_ASCII) + " " + hmac(key, text);
    }

    @Override
    public boolean proves(String use, byte[] text, String proof) {
        String[] parts = proof.split(" ", 2);
        if (parts.length != 2 || !parts[0].startsWith("vault:")) {
            return false;
        }
        try {
            byte[] key = unwrap(parts[0].getBytes(StandardCharsets.US_ASCII), "proof of " + use);
            return MessageDigest.isEqual(
                    hmac(key, text).getBytes(StandardCharsets.US_ASCII), parts[1].getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalStateException foreign) {
            return false;
        }
    }

    private static String hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has " + HMAC, missing);
        }
    }

    private static byte[] ciphertext(Answer answer) {
        return answer.body().path("data").path("ciphertext").asString("").getBytes(StandardCharsets.US_ASCII);
    }

    private Answer ask(String asked, String operation, Map<String, ?> body) {
        Failure before = failure;
        if (before != null && before.untilNanos() - System.nanoTime() > 0) {
            throw away(before.reason());
        }
        try {
            Answer answer = session().send("POST", where.mount() + "/" + operation + "/" + where.key(), body);
            failure = null;
            if (!answer.isOk()) {
                throw new ProblemException(new MasterKeyRefused(place(), asked, answer.errors()));
            }
            return answer;
        } catch (VaultAway away) {
            failure = new Failure(System.nanoTime() + REST.toNanos(), away.reason());
            throw away(away.reason());
        } catch (ProblemException refused) {
            throw refused.problem() instanceof VaultRefused login
                    ? new ProblemException(new MasterKeyRefused(place(), login.asked(), login.reason()), refused)
                    : refused;
        }
    }

    private ProblemException away(String reason) {
        return new ProblemException(new MasterKeyAway(place(), reason));
    }

    private String place() {
        return id() + " at " + where.address();
    }

    /** Another one when the credential in its file is another: agents renew it. */
    private VaultSession session() throws VaultAway {
        Connection connection = connection();
        opening.lock();
        try {
            VaultSession present = session;
            if (present == null || !present.connection().equals(connection)) {
                // The one before is not closed: somebody may be asking by it.
                present = where.login() == VaultKeySettings.Login.TOKEN
                        ? VaultSession.ofToken(connection, patience, clock)
                        : new VaultSession(connection, patience, clock);
                session = present;
            }
            return present;
        } finally {
            opening.unlock();
        }
    }

    private Connection connection() {
        return new Connection(
                null,
                where.address(),
                where.namespace(),
                where.authority() == null ? null : text(where.authority()),
                where.login() == VaultKeySettings.Login.JWT ? Login.JWT : Login.APPROLE,
                where.loginMount(),
                where.role(),
                text(where.credentialFile()));
    }

    private String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new ProblemException(
                    new MasterKeyRefused(place(), "the login", "the file " + file + " cannot be read here"),
                    unreadable);
        }
    }
}
