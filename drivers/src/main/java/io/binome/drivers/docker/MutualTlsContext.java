package io.binome.drivers.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import com.github.dockerjava.transport.SSLConfig;
import io.binome.sites.HostEndpoint;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates of one endpoint: the engine is believed by its authority alone, and is shown our certificate. */
final class MutualTlsContext implements SSLConfig {
    private final SSLContext context;

    private MutualTlsContext(SSLContext context) {
        this.context = context;
    }

    /** @throws IllegalArgumentException when a text is no PEM of its kind */
    static MutualTlsContext of(HostEndpoint.MutualTls tls) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(
                    CertificateUtils.createKeyStore(tls.clientKey(), tls.clientCertificate()), "docker".toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(CertificateUtils.createTrustStore(tls.caCertificate()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new MutualTlsContext(context);
        } catch (GeneralSecurityException | IOException malformed) {
            throw new IllegalArgumentException(
                    "The certificates of this host cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    SSLContext context() {
        return context;
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }
}
