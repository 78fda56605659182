package io.binome.server.settings;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import org.springframework.boot.ssl.pem.PemSslStore;

/** Whether a private key belongs to a certificate: what the one signs, the other verifies. */
final class KeyFit {
    private KeyFit() {}

    static void check(PemSslStore store) {
        PrivateKey key = store.privateKey();
        List<java.security.cert.X509Certificate> chain = store.certificates();
        if (key == null || chain == null || chain.isEmpty()) {
            throw new IllegalStateException("a certificate and a key are needed");
        }
        try {
            if (!verifies(key, chain.getFirst().getPublicKey())) {
                throw new IllegalStateException("the key is not the one of the chain's first certificate");
            }
        } catch (GeneralSecurityException unfit) {
            throw new IllegalStateException("the key is not the one of the chain's first certificate", unfit);
        }
    }

    private static boolean verifies(PrivateKey key, PublicKey of) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(text);
        return signature.verify(signed);
    }
}
