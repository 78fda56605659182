package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint.MutualTls;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of one's own with the certificates of an engine and of its client. */
final class TestCertificates {
    private static final X500Name AUTHORITY = new X500Name("CN=Test authority");

    private final KeyPair authorityKey = key();
    private final X509CertificateHolder authority = sign(AUTHORITY, authorityKey, null, true);

    /** What a client presents. */
    MutualTls client() {
        KeyPair key = key();
        return new MutualTls(pem(authority), pem(sign(new X500Name("CN=binome"), key, null, false)), privateKey(key));
    }

    /** Writes {@code ca.pem}, {@code cert.pem} and {@code key.pem} of a server. */
    void writeServer(Path folder, String address) throws IOException {
        KeyPair key = key();
        Files.writeString(folder.resolve("ca.pem"), pem(authority));
        Files.writeString(folder.resolve("cert.pem"), pem(sign(new X500Name("CN=engine"), key, address, false)));
        Files.writeString(folder.resolve("key.pem"), privateKey(key));
    }

    private X509CertificateHolder sign(X500Name subject, KeyPair key, String address, boolean isAuthority) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    AUTHORITY,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (address != null) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate()));
        } catch (IOException | OperatorCreationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** PKCS #8, which every reader knows. */
    private static String privateKey(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }
}
