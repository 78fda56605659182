package io.binome.secrets;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the keys of tenants: the master key of a file or a variable, or one that never leaves Vault. What it wrapped for
 * one use unwraps for no other.
 */
public interface WrappingKey {
    /** Tells keys apart and gives nothing away: 16 hexadecimal digits, or {@code vault:} and where it is kept there. */
    String id();

    /**
     * Bytes that this key alone opens.
     *
     * @param use what the key is for; must be the same when it is unwrapped
     * @throws io.binome.kernel.ProblemException with {@link SecretsProblem.MasterKeyAway} or
     *     {@link SecretsProblem.MasterKeyRefused}
     */
    byte[] wrap(byte[] key, String use);

    /**
     * What was wrapped.
     *
     * @throws IllegalStateException when it was not wrapped by this key for this use, or was altered
     * @throws io.binome.kernel.ProblemException as {@link #wrap}
     */
    byte[] unwrap(byte[] wrapped, String use);

    /** The same under the newest version of this key, without it being unwrapped here. */
    default byte[] renewed(byte[] wrapped) {
        return wrapped;
    }

    /** The version that it was wrapped under, such as {@code v3}; empty for a key without versions. */
    default String version(byte[] wrapped) {
        return "";
    }

    /** For how long an unwrapped key may be used without asking again; null for as long as the process lives. */
    default @Nullable Duration keptFor() {
        return null;
    }

    /** What only who has this key can make for this text: shown to {@link #proves} later. */
    String proof(String use, byte[] text);

    /** Whether that is a proof that this key made for this use and text. */
    boolean proves(String use, byte[] text, String proof);
}
