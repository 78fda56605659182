package io.binome.bench;

import io.binome.cli.ApiClient;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One change, as the API shows it to the developer and the lead of the bench's tenant. */
final class ChangeClient {
    private static final Duration LONGEST = Duration.ofSeconds(180);
    private static final Set<String> STOPPED = Set.of(
            "conflicting", "refused", "empty", "plan-failed", "not-applied", "apply-failed", "went-back", "closed");

    private final Workshop workshop;
    private final String path;

    ChangeClient(Workshop workshop, String repository, int number) {
        this.workshop = workshop;
        this.path = workshop.in("repositories", repository, "changes", Integer.toString(number));
    }

    /** Waits until the change is planned, then reads its plans as a page that shows them would. */
    JsonNode awaitPlan() {
        await("planned");
        JsonNode plan = developer().get(path + "/plans").path("items").path(0).path("plan");
        if (plan.path("resource_changes").isEmpty()) {
            throw new BenchmarkFailure("The change has no plan: " + plan);
        }
        return plan;
    }

    void await(String state) {
        long begun = System.nanoTime();
        JsonNode now = developer().get(path);
        while (!now.path("state").asString().equals(state)) {
            String is = now.path("state").asString();
            if (STOPPED.contains(is) || Clock.millisSince(begun) > LONGEST.toMillis()) {
                throw new BenchmarkFailure("A change is " + is + " instead of " + state + ". "
                        + now.path("reason").asString("") + " "
                        + developer().get(path + "/plans").path("items"));
            }
            now = developer()
                    .get(path + "?wait=20&after=" + now.path("revision").asLong());
        }
    }

    /** Approved by the lead, since nobody approves what is his own, and applied by the developer. */
    void approveAndApply() {
        command(workshop.lead(), "approve");
        command(developer(), "apply");
    }

    private void command(ApiClient by, String name) {
        String seen = by.get(path).path("fingerprint").asString();
        by.post(path + "/" + name, new JsonMapper().createObjectNode().put("seen", seen));
    }

    private ApiClient developer() {
        return workshop.developer();
    }
}
