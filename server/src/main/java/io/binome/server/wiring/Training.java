package io.binome.server.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a server does that the build starts to make its AOT cache: it answers a few requests of its own, so that their
 * classes are in the cache too, and ends.
 */
final class Training implements ApplicationListener<ApplicationReadyEvent> {
    private static final Logger log = LoggerFactory.getLogger(Training.class);
    private static final List<String> REQUESTS = List.of(
            "/sign-in",
            "/health/ready",
            "/",
            "/api/v1/me",
            "/api/v1/tenants",
            "/git/nobody/nothing.git/info/refs?service=git-upload-pack");

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        ConfigurableApplicationContext context = event.getApplicationContext();
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        for (String path : REQUESTS) {
            try {
                log.info("{} answers {}", path, ask(URI.create("http://127.0.0.1:" + port + path)));
            } catch (IOException unanswered) {
                log.warn("{} does not answer", path, unanswered);
            }
        }
        // Not here: who ends a context waits for its listeners.
        Thread.ofPlatform().name("end of training").start(() -> System.exit(SpringApplication.exit(context)));
    }

    private static int ask(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.readAllBytes();
            }
        }
        return status;
    }
}
