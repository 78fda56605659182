package io.binome.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authorities of a file instead of those of the Java runtime, for whoever calls a server with a private one. */
public final class Authorities {
    private Authorities() {}

    /**
     * Connections on which a server is believed by one of these authorities, and by no other.
     *
     * @param pem one or several certificates
     * @throws IllegalArgumentException that says why the file cannot be used
     */
    public static SSLContext of(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), one);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException("The file " + pem + " has no certificate.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The file " + pem + " cannot be read.", unreadable);
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException("The file " + pem + " has no certificate in PEM.", malformed);
        }
    }
}
