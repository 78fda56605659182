package io.binome.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The bookshop's front as its visitors see it, at {@code host:port}. */
record Website(String address) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    String get(String path) throws IOException, InterruptedException {
        return body(send(path, HttpRequest.newBuilder().GET()));
    }

    String post(String path, String text) throws IOException, InterruptedException {
        return body(send(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(text))));
    }

    boolean answers(String beginning) throws InterruptedException {
        try {
            HttpResponse<String> response = send("/", HttpRequest.newBuilder().GET());
            return response.statusCode() == 200 && response.body().startsWith(beginning);
        } catch (IOException notNow) {
            return false;
        }
    }

    /** Waits for a page that begins so. */
    void awaitPage(String beginning, Duration atMost) throws InterruptedException, IOException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!answers(beginning)) {
            StepFailure.unless(
                    System.nanoTime() < end,
                    "http://" + address + " does not show `" + beginning + "`, but: "
                            + send("/", HttpRequest.newBuilder().GET()).body());
            Thread.sleep(50);
        }
    }

    private String body(HttpResponse<String> response) {
        StepFailure.unless(
                response.statusCode() == 200,
                response.uri() + " answered with " + response.statusCode() + ": " + response.body());
        return response.body();
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(
                request.uri(URI.create("http://" + address + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }
}
