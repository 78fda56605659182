package io.binome.server.settings;

import io.binome.kernel.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The server's certificate and key, read again whenever the files have changed: new connections get the new one, open
 * ones stay. A pair that does not fit together, such as half of a renewal, is left until it does.
 */
public final class RenewedCertificate implements AutoCloseable {
    static final String BUNDLE = "binome";
    private static final Logger LOG = LoggerFactory.getLogger(RenewedCertificate.class);

    private final Path certificate;
    private final Path key;
    private final Duration lookEvery;
    private final DefaultSslBundleRegistry bundles;
    private final Thread thread;
    private String seen;

    private RenewedCertificate(Path certificate, Path key, Duration lookEvery) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.lookEvery = lookEvery;
        this.seen = print();
        this.bundles = new DefaultSslBundleRegistry(BUNDLE, read());
        this.thread = Thread.ofVirtual().name("certificate").unstarted(this::look);
    }

    /** @throws UnsafeSettingException when the files do not hold a certificate and its key */
    public static RenewedCertificate of(Path certificate, Path key, Duration lookEvery) {
        try {
            RenewedCertificate renewed = new RenewedCertificate(certificate, key, lookEvery);
            renewed.thread.start();
            return renewed;
        } catch (IOException | RuntimeException unreadable) {
            throw new UnsafeSettingException("binome.tls.certificate (" + certificate + ") and binome.tls.key (" + key
                    + ") are not a certificate chain and its private key in PEM: " + unreadable.getMessage());
        }
    }

    SslBundles bundles() {
        return bundles;
    }

    private SslBundle read() throws IOException {
        PemSslStore store = PemSslStore.load(PemSslStoreDetails.forCertificates(Files.readString(certificate))
                .withPrivateKey(Files.readString(key)));
        if (store == null) {
            throw new IllegalStateException("the files are empty");
        }
        // The check that counts: that the key is the certificate's.
        KeyFit.check(store);
        return SslBundle.of(new PemSslStoreBundle(store, null));
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(lookEvery);
                lookOnce();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() {
        try {
            String now = print();
            if (!now.equals(seen)) {
                bundles.updateBundle(BUNDLE, read());
                seen = now;
                LOG.info("The certificate was renewed; new connections get it");
            }
        } catch (IOException | RuntimeException notYet) {
            LOG.warn(
                    "The certificate's files have changed and do not fit together yet; the old one stays in use: {}",
                    notYet.getMessage());
        }
    }

    private String print() throws IOException {
        return Sha256.hex(
                (Files.readString(certificate) + "\0" + Files.readString(key)).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
