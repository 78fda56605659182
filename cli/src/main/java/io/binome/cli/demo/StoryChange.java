package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One change, watched through the API by somebody. */
final class StoryChange {
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Set<String> STOPPED = Set.of(
            "conflicting",
            "refused",
            "empty",
            "plan-failed",
            "not-applied",
            "apply-failed",
            "merged",
            "went-back",
            "closed");

    private final ApiClient api;
    private final String path;
    private final String tenant;
    private final JsonMapper mapper;

    StoryChange(ApiClient api, String tenant, String repository, int number, JsonMapper mapper) {
        this.api = api;
        this.tenant = tenant;
        this.path = ApiClient.path("tenants", tenant, "repositories", repository, "changes", Integer.toString(number));
        this.mapper = mapper;
    }

    JsonNode get() {
        return api.get(path);
    }

    JsonNode plans() {
        return api.get(path + "/plans").path("items");
    }

    /** What contract, rules and prices say of its plans. */
    JsonNode judgement() {
        return api.get(path + "/judgement");
    }

    /** Each of them approves what it is now. */
    void approvedBy(ApiClient... people) {
        for (ApiClient person : people) {
            command(person, "approve");
        }
    }

    /** Waits until it is planned; the plan of its only stack. */
    JsonNode awaitPlan() {
        await("planned");
        JsonNode plans = plans();
        unless(plans.size() == 1, "There is not one plan, but " + plans.size());
        return plans.path(0).path("plan");
    }

    JsonNode await(String state) {
        long end = System.nanoTime() + LONGEST.toNanos();
        JsonNode now = get();
        while (!now.path("state").asString().equals(state)) {
            String is = now.path("state").asString();
            unless(
                    !STOPPED.contains(is),
                    "It is " + is + " instead of " + state + ". "
                            + now.path("reason").asString("") + details());
            unless(System.nanoTime() < end, "After " + LONGEST.toSeconds() + " s it is still " + is + ".");
            now = api.get(path + "?wait=20&after=" + now.path("revision").asLong());
        }
        return now;
    }

    /** As {@link #await}, for the next time: when its plans are others than those that were seen. */
    JsonNode awaitOther(String state, String seen) {
        long end = System.nanoTime() + LONGEST.toNanos();
        JsonNode now = get();
        while (!now.path("state").asString().equals(state)
                || now.path("fingerprint").asString().equals(seen)) {
            String is = now.path("state").asString();
            unless(
                    !STOPPED.contains(is),
                    "It is " + is + " instead of " + state + ". "
                            + now.path("reason").asString("") + details());
            unless(System.nanoTime() < end, "After " + LONGEST.toSeconds() + " s it is still " + is + ".");
            now = api.get(path + "?wait=20&after=" + now.path("revision").asLong());
        }
        return now;
    }

    private String details() {
        StringBuilder details = new StringBuilder();
        for (JsonNode plan : plans()) {
            if (!plan.path("failure").asString("").isEmpty()) {
                details.append('\n').append(plan.path("failure").asString());
            }
            plan.path("findings").forEach(finding -> details.append('\n').append(finding));
        }
        return details.toString();
    }

    void command(ApiClient by, String name) {
        ObjectNode body = mapper.createObjectNode();
        body.put("seen", get().path("fingerprint").asString());
        command(by, name, body);
    }

    void command(ApiClient by, String name, ObjectNode body) {
        by.post(path + "/" + name, body);
    }

    /** Follows the log of its apply from the first line to the last; how many there were. */
    int followApply() throws InterruptedException {
        String run = applyRun();
        AtomicInteger lines = new AtomicInteger();
        StringBuilder state = new StringBuilder();
        api.events(ApiClient.path("tenants", tenant, "runs", run) + "/log/stream", event -> {
            if (event.name().equals("end")) {
                state.append(event.data());
                return false;
            }
            lines.addAndGet((int) event.data().lines().count());
            return true;
        });
        unless(lines.get() > 0, "The log of the apply is empty.");
        unless(state.toString().equals("succeeded"), "The run ended " + state + ". " + get().path("reason"));
        return lines.get();
    }

    private String applyRun() throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            for (JsonNode run : api.get(path + "/runs").path("items")) {
                if (run.path("kind").asString().equals("apply")) {
                    return run.path("id").asString();
                }
            }
            Thread.sleep(20);
        }
        throw new StepFailure("No run of an apply began within " + LONGEST.toSeconds() + " s.");
    }

    /** Addresses of the resources with this action. */
    static List<String> addresses(JsonNode plan, String action) {
        return plan.path("resource_changes")
                .valueStream()
                .filter(change -> change.path("action").asString().equals(action))
                .map(change -> change.path("address").asString())
                .toList();
    }

    /** All that it would do: address and action. */
    static List<String> changing(JsonNode plan) {
        return plan.path("resource_changes")
                .valueStream()
                .filter(change -> !change.path("action").asString().matches("NO_?OP"))
                .map(change -> change.path("address").asString() + " "
                        + change.path("action").asString())
                .toList();
    }
}
