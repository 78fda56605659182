package io.binome.drivers.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/**
 * The transit engine as its API documentation describes it ({@code secret/transit}), with keys of type
 * {@code aes256-gcm96}: versions, {@code min_decryption_version}, {@code encrypt}, {@code decrypt}, {@code rewrap}. As
 * there, a key that is not there is not made for a policy without {@code create}.
 */
public final class FakeTransit {
    private static final int NONCE = 12;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, List<byte[]>> keys = new ConcurrentHashMap<>();
    private final Map<String, Integer> oldest = new ConcurrentHashMap<>();

    /** Makes a key, or another version of it: {@code vault write -f transit/keys/NAME[/rotate]}. */
    public void rotate(String name) {
        byte[] version = new byte[32];
        random.nextBytes(version);
        keys.computeIfAbsent(name, _ -> new ArrayList<>()).add(version);
    }

    /** {@code min_decryption_version}: what older versions sealed is opened no more. */
    public void retireBefore(String name, int version) {
        oldest.put(name, version);
    }

    /** Key and all of its versions are gone. */
    public void delete(String name) {
        keys.remove(name);
    }

    FakeVault.Reply reply(String operation, String name, JsonNode body) {
        List<byte[]> versions = keys.get(name);
        if (versions == null) {
            return FakeVault.error(400, "encryption key not found");
        }
        try {
            return switch (operation) {
                case "encrypt" -> data("ciphertext", sealed(versions, decoded(body.path("plaintext"))));
                case "decrypt" -> data("plaintext", Base64.getEncoder().encodeToString(opened(name, versions, body)));
                case "rewrap" -> data("ciphertext", sealed(versions, opened(name, versions, body)));
                default -> FakeVault.error(404, "unsupported path");
            };
        } catch (Refused refused) {
            return FakeVault.error(400, String.valueOf(refused.getMessage()));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static byte[] decoded(JsonNode text) throws Refused {
        try {
            return Base64.getDecoder().decode(text.asString(""));
        } catch (IllegalArgumentException malformed) {
            throw new Refused("failed to base64-decode plaintext");
        }
    }

    private String sealed(List<byte[]> versions, byte[] clear) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] body = cipher(Cipher.ENCRYPT_MODE, versions.getLast(), nonce).doFinal(clear);
        return "vault:v" + versions.size() + ":"
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(NONCE + body.length)
                                .put(nonce)
                                .put(body)
                                .array());
    }

    private byte[] opened(String name, List<byte[]> versions, JsonNode body) throws Refused {
        String text = body.path("ciphertext").asString("");
        if (text.isEmpty()) {
            throw new Refused("missing ciphertext to decrypt");
        }
        if (!text.startsWith("vault:v")) {
            throw new Refused("invalid ciphertext: no prefix");
        }
        String[] parts = text.split(":", 3);
        int version = Integer.parseInt(parts[1].substring(1));
        if (version > versions.size()) {
            throw new Refused("invalid ciphertext: version is too new");
        }
        if (version < oldest.getOrDefault(name, 1)) {
            throw new Refused("ciphertext or signature version is disallowed by policy (too old)");
        }
        byte[] bytes = Base64.getDecoder().decode(parts[2].getBytes(StandardCharsets.US_ASCII));
        try {
            byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE);
            return cipher(Cipher.DECRYPT_MODE, versions.get(version - 1), nonce)
                    .doFinal(bytes, NONCE, bytes.length - NONCE);
        } catch (GeneralSecurityException altered) {
            throw new Refused("invalid ciphertext: unable to decrypt");
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        return cipher;
    }

    private static FakeVault.Reply data(String name, String value) {
        return new FakeVault.Reply(200, Map.of("data", Map.of(name, value)));
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }
}
