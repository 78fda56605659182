package io.binome.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of the size that the limit still admits, both ways, and one that is larger. */
@Tag("slow")
class LargeStateTest {
    @TempDir
    private Path home;

    @Test
    void aHundredMegabytesPassThroughAndMoreDoNot() throws Exception {
        try (StateServer server = StateServer.start(home)) {
            RunCredential credential = server.credential(server.begin(), StateAccess.WRITE);
            passes(server, credential.user() + ":" + credential.password());
        }
    }

    private static void passes(StateServer server, String writer) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        String authorization = "Basic " + Base64.getEncoder().encodeToString(writer.getBytes(StandardCharsets.UTF_8));
        HttpRequest write = HttpRequest.newBuilder(URI.create(server.address()))
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofInputStream(() -> new LargeState(100L << 20)))
                .build();
        assertThat(http.send(write, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        HttpRequest read = HttpRequest.newBuilder(URI.create(server.address()))
                .header("Authorization", authorization)
                .GET()
                .build();
        try (InputStream body = http.send(read, BodyHandlers.ofInputStream()).body();
                InputStream wanted = new LargeState(100L << 20)) {
            assertThat(digest(body)).isEqualTo(digest(wanted));
        }
        HttpRequest larger = HttpRequest.newBuilder(URI.create(server.address()))
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofInputStream(() -> new LargeState(129L << 20)))
                .build();
        HttpResponse<String> refused = http.send(larger, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("128 MB");
    }

    private static byte[] digest(InputStream stream) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return digest.digest();
    }
}
