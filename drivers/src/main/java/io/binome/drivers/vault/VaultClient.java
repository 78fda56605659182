package io.binome.drivers.vault;

import io.binome.secrets.VaultConnections.Connection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Requests to one Vault. Status codes as in Vault's API documentation ("HTTP status codes"): 429 and 5xx may pass, 503 is
 * also what a sealed Vault answers. Redirects are not followed: they would carry the token to an address that nobody set.
 */
final class VaultClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** More than any secret; an answer beyond it is not read. */
    private static final int LARGEST_ANSWER = 8 << 20;

    private final Connection connection;
    private final VaultSettings settings;
    private final HttpClient client;

    VaultClient(Connection connection, VaultSettings settings) throws VaultAway {
        this.connection = connection;
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(settings.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        if (connection.authority() != null) {
            builder.sslContext(trusting(connection.authority()));
        }
        this.client = builder.build();
    }

    /** What Vault said: below 500, and not 429. */
    record Answer(int status, JsonNode body) {
        boolean isOk() {
            return status == 200 || status == 204;
        }

        /** Vault's sentences, shortened; without control characters. */
        String errors() {
            StringBuilder text = new StringBuilder();
            body.path("errors").forEach(error -> text.append(text.isEmpty() ? "" : "; ")
                    .append(error.asString().strip()));
            String clean = text.toString().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "");
            return clean.isEmpty() ? "HTTP " + status : clean.length() > 200 ? clean.substring(0, 200) + "…" : clean;
        }
    }

    /** @param body null for none */
    Answer send(String method, String path, @Nullable String token, @Nullable Map<String, ?> body) throws VaultAway {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(settings.answer())
                // Without it a listener that asks for the header refuses (require_request_header).
                .header("X-Vault-Request", "true");
        if (token != null) {
            request.header("X-Vault-Token", token);
        }
        if (connection.namespace() != null) {
            request.header("X-Vault-Namespace", connection.namespace());
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        }
        Answer answer = exchange(request.build());
        if (answer.status() == 503) {
            throw isSealed(path, answer) ? VaultAway.whileSealed() : VaultAway.because("HTTP 503");
        }
        if (answer.status() == 429 || answer.status() >= 500) {
            // Not its sentences: a database's failure may have a connection string in it.
            throw VaultAway.because("HTTP " + answer.status());
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            throw VaultAway.because("it answers with a redirect, which is not followed; connect to the active node");
        }
        return answer;
    }

    private boolean isSealed(String path, Answer answer) throws VaultAway {
        if (answer.errors().contains("sealed")) {
            return true;
        }
        String seal = "sys/seal-status";
        return !path.equals(seal)
                && exchange(HttpRequest.newBuilder(uri(seal))
                                .timeout(settings.answer())
                                .GET()
                                .build())
                        .body()
                        .path("sealed")
                        .asBoolean(false);
    }

    private Answer exchange(HttpRequest request) throws VaultAway {
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Answer(response.statusCode(), json(response.statusCode(), body));
            }
        } catch (IOException failed) {
            String reason = failed.getMessage();
            throw VaultAway.because(
                    reason == null || reason.isBlank() ? failed.getClass().getSimpleName() : reason);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw VaultAway.because("interrupted");
        }
    }

    private static JsonNode json(int status, InputStream body) throws IOException, VaultAway {
        byte[] bytes = body.readNBytes(LARGEST_ANSWER + 1);
        if (bytes.length > LARGEST_ANSWER) {
            throw VaultAway.because("an answer of more than " + LARGEST_ANSWER + " bytes");
        }
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException malformed) {
            if (status >= 300) {
                return MissingNode.getInstance();
            }
            // Without the parser's message: it quotes the text.
            throw VaultAway.because("an answer that is no JSON");
        }
    }

    private URI uri(String path) {
        return connection.address().resolve("/v1/" + path);
    }

    private static SSLContext trusting(String authority) throws VaultAway {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw VaultAway.because("the connection's certificates cannot be read");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
