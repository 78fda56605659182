package io.binome.secrets.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerSigner;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretsProblem.KeyForgotten;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Signs with keys that are sealed as every other secret is: without the master key a database signs nothing. */
final class SealedLedgerSigner implements LedgerSigner {
    private static final String PURPOSE = "ledger.signing-key";
    private static final String ALGORITHM = "Ed25519";
    private static final int PUBLIC_BYTES = 32;

    private final Sealing sealing;
    private final SecureRandom random;

    SealedLedgerSigner(Sealing sealing, SecureRandom random) {
        this.sealing = sealing;
        this.random = random;
    }

    @Override
    public MadeKey make(TenantScope scope) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            // The X.509 form ends with the 32 bytes of RFC 8032 (RFC 8410, section 4).
            byte[] encoded = pair.getPublic().getEncoded();
            return new MadeKey(
                    Arrays.copyOfRange(encoded, encoded.length - PUBLIC_BYTES, encoded.length),
                    sealing.seal(scope, PURPOSE, pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has Ed25519", missing);
        }
    }

    /** A key that was given up for lost is replaced as one that is gone; the ledger says how. */
    private byte[] opened(TenantScope scope, byte[] sealed) {
        try {
            return sealing.open(scope, PURPOSE, sealed);
        } catch (ProblemException refused) {
            if (refused.problem() instanceof KeyForgotten forgotten) {
                throw new IllegalStateException(forgotten.message(), refused);
            }
            throw refused;
        }
    }

    @Override
    public byte[] sign(TenantScope scope, byte[] sealed, byte[] message) {
        byte[] clear = opened(scope, sealed);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(clear)));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("The signing key of tenant " + scope.tenant() + " is none", unusable);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
