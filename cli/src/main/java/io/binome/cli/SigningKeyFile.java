package io.binome.cli;

import io.binome.ledger.Cosignature;
import io.binome.ledger.NoteKey;
import io.binome.ledger.NoteSignature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The private key of a second party, in a file that its owner alone reads: two lines, the public key as C2SP signed-note
 * writes it, and the private one in PKCS #8 and Base64. It never goes to a server.
 */
final class SigningKeyFile {
    private static final String ALGORITHM = "Ed25519";
    private static final int PUBLIC_BYTES = 32;

    private final NoteKey key;
    private final byte[] encoded;

    private SigningKeyFile(NoteKey key, byte[] encoded) {
        this.key = key;
        this.encoded = encoded;
    }

    /** Makes one; a file that is there stays as it is. */
    static SigningKeyFile create(Path file, String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] x509 = pair.getPublic().getEncoded();
            NoteKey key = NoteKey.of(
                    name, NoteKey.Type.COSIGNER, Arrays.copyOfRange(x509, x509.length - PUBLIC_BYTES, x509.length));
            byte[] encoded = pair.getPrivate().getEncoded();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key + "\n" + Base64.getEncoder().encodeToString(encoded) + "\n");
            return new SigningKeyFile(key, encoded);
        } catch (IllegalArgumentException unfit) {
            throw new CommandProblem("The name must have neither spaces nor a plus, as acme.example/auditor.");
        } catch (FileAlreadyExistsException there) {
            throw new CommandProblem("There is a file " + file + " already; it was not changed.");
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written: " + refused.getMessage());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, missing);
        }
    }

    static SigningKeyFile read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() == 2) {
                return new SigningKeyFile(
                        NoteKey.parse(lines.getFirst())
                                .filter(key -> key.type() == NoteKey.Type.COSIGNER)
                                .orElseThrow(() -> new IllegalArgumentException("no key")),
                        Base64.getDecoder().decode(lines.getLast()));
            }
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        } catch (IllegalArgumentException malformed) {
            // Told below.
        }
        throw new CommandProblem(
                "The file " + file + " is no key of a co-signer. Make one: binome ledger cosigner new NAME FILE");
    }

    NoteKey key() {
        return key;
    }

    NoteSignature cosign(String text, Instant at) {
        try {
            PrivateKey secret = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(Cosignature.message(at, text));
            return new Cosignature(at, signature.sign()).by(key);
        } catch (GeneralSecurityException unusable) {
            throw new CommandProblem("The private key in the file is damaged.");
        }
    }
}
