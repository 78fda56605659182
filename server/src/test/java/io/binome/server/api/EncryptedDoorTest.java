package io.binome.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS of the server itself by a real handshake, a renewed certificate, and what a proxy in front may say. */
@Tag("slow")
class EncryptedDoorTest {
    @TempDir
    private Path folder;

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        certificate("one", certificate, key);
        try (ApiServer server = ApiServer.start(
                folder.resolve("home"), "--binome.tls.certificate=" + certificate, "--binome.tls.key=" + key)) {
            assertThat(subject(server, certificate)).isEqualTo("CN=one");
            String head = get(tls(server, certificate), "/sign-in");
            assertThat(head).contains("Strict-Transport-Security: max-age=31536000");
            assertThat(cookies(head)).isNotEmpty().allMatch(cookie -> cookie.contains("Secure"));
            try (SSLSocket open = tls(server, certificate)) {
                open.startHandshake();
                // Half of a renewal: a certificate without its key changes nothing.
                Path next = folder.resolve("next.pem");
                Path nextKey = folder.resolve("next.key");
                certificate("two", next, nextKey);
                Files.copy(next, certificate, StandardCopyOption.REPLACE_EXISTING);
                assertThat(subject(server, null)).isEqualTo("CN=one");
                Files.copy(nextKey, key, StandardCopyOption.REPLACE_EXISTING);
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (!subject(server, null).equals("CN=two") && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                assertThat(subject(server, certificate)).isEqualTo("CN=two");
                assertThat(get(open, "/health/ready"))
                        .as("an open connection goes on")
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void headersOfAProxyCountOnlyWhereOneWasSaidToBe() throws Exception {
        try (ApiServer server = ApiServer.start(folder.resolve("home"), "--binome.proxy-terminates-tls=true")) {
            String proxied = get(plain(server), "/sign-in", "X-Forwarded-Proto: https");
            assertThat(proxied).contains("Strict-Transport-Security");
            assertThat(cookies(proxied)).isNotEmpty().allMatch(cookie -> cookie.contains("Secure"));
        }
        try (ApiServer server = ApiServer.start(folder.resolve("alone"))) {
            String spoofed =
                    get(plain(server), "/nowhere", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example");
            assertThat(spoofed).doesNotContain("Strict-Transport-Security", "evil.example");
        }
    }

    private static java.util.List<String> cookies(String head) {
        return head.lines().filter(line -> line.startsWith("Set-Cookie:")).toList();
    }

    private static Socket plain(ApiServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** @param trusted whose certificate is believed; null for any */
    private static SSLSocket tls(ApiServer server, Path trusted) throws Exception {
        java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(trusted)) {
            store.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
    }

    private String subject(ApiServer server, Path trusted) throws Exception {
        if (trusted == null) {
            for (String name : new String[] {"one", "two"}) {
                Path kept = folder.resolve(name + ".kept");
                if (Files.exists(kept)) {
                    try {
                        return subject(server, kept);
                    } catch (javax.net.ssl.SSLException other) {
                        continue;
                    }
                }
            }
            return "neither";
        }
        try (SSLSocket socket = tls(server, trusted)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private void certificate(String name, Path certificate, Path key) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).as(said).isZero();
        Files.copy(certificate, folder.resolve(name + ".kept"));
    }

    private static String get(Socket socket, String path, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + more + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
