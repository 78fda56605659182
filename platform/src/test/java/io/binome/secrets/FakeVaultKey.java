package io.binome.secrets;

import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyAway;
import io.binome.secrets.SecretsProblem.MasterKeyRefused;
import io.binome.secrets.internal.DerivedKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A key with versions that is elsewhere, and may be away. The real one is in the drivers. */
public final class FakeVaultKey implements WrappingKey {
    private final List<byte[]> versions = new ArrayList<>();
    /** For what it has wrapped: the true engine needs no use to wrap anew. */
    private final List<String> uses = new ArrayList<>();

    private int oldest = 1;
    public volatile boolean away;
    public volatile Duration keptFor = Duration.ofHours(4);
    public volatile int asked;

    public FakeVaultKey() {
        nextVersion();
    }

    public void nextVersion() {
        byte[] version = new byte[32];
        new SecureRandom().nextBytes(version);
        versions.add(version);
    }

    public void retireOldVersions() {
        oldest = versions.size();
    }

    @Override
    public String id() {
        return "vault:transit/binome";
    }

    @Override
    public byte[] wrap(byte[] key, String use) {
        return cipher(versions.size(), use, key, true);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String use) {
        int version = ByteBuffer.wrap(wrapped).getInt();
        if (version < oldest) {
            throw new ProblemException(new MasterKeyRefused(id(), "to unwrap a key", "too old"));
        }
        return cipher(version, use, Arrays.copyOfRange(wrapped, Integer.BYTES, wrapped.length), false);
    }

    @Override
    public byte[] renewed(byte[] wrapped) {
        int version = ByteBuffer.wrap(wrapped).getInt();
        if (version == versions.size()) {
            return wrapped;
        }
        for (String use : uses) {
            try {
                return wrap(unwrap(wrapped, use), use);
            } catch (IllegalStateException another) {
                // The next one.
            }
        }
        throw new IllegalStateException("It was not wrapped here");
    }

    @Override
    public String version(byte[] wrapped) {
        return "v" + ByteBuffer.wrap(wrapped).getInt();
    }

    @Override
    public Duration keptFor() {
        return keptFor;
    }

    @Override
    public String proof(String use, byte[] text) {
        return HexFormat.of()
                .formatHex(
                        DerivedKey.bytes(versions.getFirst(), use + new String(text, StandardCharsets.ISO_8859_1), 32));
    }

    @Override
    public boolean proves(String use, byte[] text, String proof) {
        return proof(use, text).equals(proof);
    }

    private byte[] cipher(int version, String use, byte[] bytes, boolean sealing) {
        asked++;
        if (away) {
            throw new ProblemException(new MasterKeyAway(id(), "it is sealed"));
        }
        uses.add(use);
        try {
            var aead = DerivedKey.aead(versions.get(version - 1), "fake vault");
            byte[] context = use.getBytes(StandardCharsets.UTF_8);
            if (!sealing) {
                return aead.decrypt(bytes, context);
            }
            byte[] body = aead.encrypt(bytes, context);
            return ByteBuffer.allocate(Integer.BYTES + body.length)
                    .putInt(version)
                    .put(body)
                    .array();
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException("It was not wrapped for " + use, refused);
        }
    }
}
