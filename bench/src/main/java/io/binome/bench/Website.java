package io.binome.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The published services of a stack, asked over HTTP as their visitors ask. */
final class Website {
    private static final Duration LONGEST = Duration.ofSeconds(180);

    private final Workshop workshop;
    private final String stack;

    Website(Workshop workshop, String stack) {
        this.workshop = workshop;
        this.stack = stack;
    }

    /** Returns once so many services have each answered. */
    void awaitAnswers(int services) throws InterruptedException {
        long begun = System.nanoTime();
        Set<String> answered = new HashSet<>();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            while (answered.size() < services) {
                if (Clock.millisSince(begun) > LONGEST.toMillis()) {
                    throw new BenchmarkFailure("Only " + answered + " answer");
                }
                for (String address : addresses()) {
                    if (!answered.contains(address) && answers(http, address)) {
                        answered.add(address);
                    }
                }
                Thread.sleep(20);
            }
        }
    }

    private List<String> addresses() {
        JsonNode found = workshop.developer().get(workshop.in("repositories", stack, "stacks", stack));
        return found.path("services")
                .valueStream()
                .flatMap(service -> service.path("addresses").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    private static boolean answers(HttpClient http, String address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().startsWith("here");
        } catch (IOException notYet) {
            return false;
        }
    }
}
