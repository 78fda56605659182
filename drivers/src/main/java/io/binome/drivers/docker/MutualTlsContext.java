package io.binome.drivers.docker;

import com.github.dockerjava.transport.SSLConfig;
import io.binome.sites.HostEndpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Keys and certificates of one endpoint: the engine is believed by its authority alone, and is shown our certificate. */
final class MutualTlsContext implements SSLConfig {
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;

    private MutualTlsContext(SSLContext context) {
        this.context = context;
    }

    /** @throws IllegalArgumentException when a text is no PEM of its kind */
    static MutualTlsContext of(HostEndpoint.MutualTls tls) {
        try {
            KeyStore own = emptyStore();
            own.setKeyEntry(
                    "binome",
                    privateKey(tls.clientKey()),
                    NO_PASSWORD,
                    certificates(tls.clientCertificate()).toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);

            KeyStore authorities = emptyStore();
            for (Certificate authority : certificates(tls.caCertificate())) {
                authorities.setCertificateEntry("authority-" + authorities.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);

            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new MutualTlsContext(context);
        } catch (GeneralSecurityException | IOException malformed) {
            throw new IllegalArgumentException(
                    "The certificates of this host cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (found.isEmpty()) {
            throw new CertificateException("there is no certificate in it");
        }
        return found;
    }

    /** PKCS #8, and the older forms that openssl wrote before version 3. */
    private static PrivateKey privateKey(String pem) throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (part instanceof PEMKeyPair pair) {
                    return converter.getKeyPair(pair).getPrivate();
                }
            }
        }
        throw new KeyException("there is no unencrypted private key in it");
    }

    SSLContext context() {
        return context;
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }
}
