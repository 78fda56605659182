package io.binome.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One change through the API, by one person. */
final class ChangeClient {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<String> MOVING = Set.of("planning", "queued", "applying", "going-back");

    private final ApiClient api;
    private final String path;

    ChangeClient(ApiClient api, String path) {
        this.api = api;
        this.path = path;
    }

    ChangeClient as(Company.Person person) {
        return new ChangeClient(person.api(), path);
    }

    String path() {
        return path;
    }

    JsonNode get() {
        return api.get(path);
    }

    String state() {
        return get().path("state").asString();
    }

    JsonNode judgement() {
        return api.get(path + "/judgement");
    }

    JsonNode plans() {
        return api.get(path + "/plans").path("items");
    }

    /** Waits for the state; fails at once when the change rests in another. */
    JsonNode await(String state) {
        return Await.until(path + " to be " + state, PATIENCE, () -> {
            JsonNode now = get();
            String is = now.path("state").asString();
            if (is.equals(state)) {
                return java.util.Optional.of(now);
            }
            if (!MOVING.contains(is) && !is.equals("planned")) {
                throw new AssertionError("It is " + is + " instead of " + state + ": " + now + "\n" + plans());
            }
            return java.util.Optional.empty();
        });
    }

    /** Waits until it rests in any state. */
    JsonNode awaitRest() {
        return Await.until(path + " to rest", PATIENCE, () -> {
            JsonNode now = get();
            return MOVING.contains(now.path("state").asString())
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(now);
        });
    }

    /** Does what is next at each time, as its author with a reviewer would, until it is merged. */
    void finish(Company.Person reviewer) {
        Await.until(path + " to be merged", PATIENCE, () -> {
            switch (state()) {
                case "apply-failed" -> command("retry");
                case "plan-failed", "not-applied" -> command("replan");
                case "planned" -> {
                    as(reviewer).command("approve");
                    command("apply");
                }
                default -> {
                    // It moves by itself.
                }
            }
            return state().equals("merged");
        });
    }

    ApiClient.Answer command(String name) {
        return commandSeen(name, get().path("fingerprint").asString());
    }

    ApiClient.Answer commandSeen(String name, String fingerprint) {
        return api.tryPost(path + "/" + name, Map.of("seen", fingerprint, "reason", "a test", "note", "a test"));
    }

    List<String> blockers() {
        return get().path("blockers")
                .valueStream()
                .map(blocker -> blocker.path("kind").asString())
                .toList();
    }

    /** What the findings and failures of all its plans say, with its own reason. */
    String complaints() {
        StringBuilder text = new StringBuilder(get().path("reason").asString(""));
        for (JsonNode plan : plans()) {
            text.append('\n').append(plan.path("failure").asString(""));
            for (JsonNode finding : plan.path("findings")) {
                text.append('\n')
                        .append(finding.path("file").asString())
                        .append(':')
                        .append(finding.path("line").asInt())
                        .append(' ')
                        .append(finding.path("key").asString(""))
                        .append(' ')
                        .append(finding.path("reason").asString())
                        .append(' ')
                        .append(finding.path("instead").asString(""));
            }
        }
        return text.toString();
    }
}
