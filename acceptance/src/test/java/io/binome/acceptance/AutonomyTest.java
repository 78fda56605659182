package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From the record of applied changes to another contract in force, and the evidence of it, on a running server. */
@Tag("docker")
@Tag("terraform")
@Tag("slow")
class AutonomyTest {
    private static final String CONTRACT = """
            currency: EUR
            environments:
              production:
                # What the record changes by and by.
                autonomy: {low: peer, medium: provider, high: provider, critical: peer+provider}
            growth: {changes: 2, success: 60, days: 30, incidents: 1}
            """;

    /** Without it everything here would be of a low risk, which earns nothing for a higher one. */
    private static final String RULE = """
            guidelines:
              - id: every-size-is-looked-at
                title: {en: Sizes are looked at, fr: Les tailles sont regardées}
                applies: {engine: opentofu, type: terraform_data}
                must: "false"
                severity: SEVERITY
                risk: medium
                message: {en: "Is this size right?", fr: "Cette taille est-elle juste ?"}
                cases:
                  - expect: violates
                    resource: {type: terraform_data, name: size, after: {input: a}}
            """;

    private static final String STACK = """
            stacks:
              network: {engine: opentofu, path: network, environment: production}
            """;

    private final RunningServer server = RunningServer.shared();
    private final Path folder = Scratch.folder("autonomy");
    private Company company = server.company();
    private Company.Person developer = company.lead();
    private GitClient governing = company.cloned("contract", company.lead());

    @BeforeEach
    void aCompanyWithTerms() {
        company = server.company();
        developer = company.developer();
        governing = company.cloned("contract", company.lead());
        governing
                .branch("terms")
                .write("contract.yaml", CONTRACT)
                // Nobody touches binome.yaml for this.
                .write("guidelines/sizes.yaml", RULE.replace("SEVERITY", "info"))
                .commit("Earn what is left to us")
                .push("terms");
        ChangeClient terms = company.change(governing, 1, company.lead());
        terms.await("planned");
        assertThat(notes(terms))
                .contains("New rule every-size-is-looked-at: Sizes are looked at (info).")
                .anyMatch(note -> note.startsWith("production × medium: peer → provider"));
        bothSidesAgree(terms);
    }

    private void bothSidesAgree(ChangeClient change) {
        change.as(company.lead()).command("approve").orFail();
        change.as(company.lead()).commandSeen("apply", seen(change)).code();
        assertThat(change.state()).as("with one side alone").isEqualTo("planned");
        byOwner(change).command("approve").orFail();
        change.as(company.lead()).command("apply").orFail();
        change.await("merged");
    }

    private static String seen(ChangeClient change) {
        return change.get().path("fingerprint").asString();
    }

    private ChangeClient byOwner(ChangeClient change) {
        return new ChangeClient(server.owner(), change.path());
    }

    private static List<String> notes(ChangeClient change) {
        List<String> notes = new ArrayList<>();
        change.plans()
                .forEach(plan -> plan.path("plan").path("resource_changes").forEach(one -> one.path("notes")
                        .forEach(note -> notes.add(note.asString()))));
        return notes;
    }

    private GitClient size(GitClient git, int size) {
        git.write("binome.yaml", STACK)
                // Without it a rule warns that nobody knows how it is run.
                .write("network/README.md", "Apply it; it rests on nothing else.\n")
                .write("network/main.tf", "resource \"terraform_data\" \"size\" { input = \"" + size + "\" }\n")
                .commit("Size " + size)
                .push("size-" + size);
        return git;
    }

    private ChangeClient shipped(GitClient git, int number) {
        if (number > 1) {
            git.branch("work-" + number);
        }
        size(git, number);
        ChangeClient change = company.change(git, number, developer);
        JsonNode planned = change.await("planned");
        assertThat(planned.path("risk").asString()).isEqualToIgnoringCase("medium");
        return change;
    }

    private JsonNode level(String environment, String risk) {
        for (JsonNode level : developer.api().get(company.path("/autonomy")).path("items")) {
            if (level.path("environment").asString().equals(environment)
                    && level.path("risk").asString().equals(risk)) {
                return level;
            }
        }
        throw new AssertionError("There is no level of " + environment + " × " + risk);
    }

    private JsonNode inForce() {
        return developer.api().get(company.path("/contract"));
    }

    @Test
    void whatTheRecordEarnsIsProposedAgreedAndLostAgain() {
        GitClient git = company.repository(developer);
        for (int number = 1; number <= 2; number++) {
            assertThat(level("production", "medium").path("verdict").asString()).isEqualTo("growing");
            ChangeClient change = shipped(git, number);
            byOwner(change).command("approve").orFail();
            change.command("apply").orFail();
            change.await("merged");
        }
        JsonNode earned = level("production", "medium");
        assertThat(earned.path("verdict").asString()).as(earned.toString()).isEqualTo("earned");
        assertThat(earned.path("to").asString()).isEqualTo("peer");
        assertThat(earned.path("evidence").size()).isEqualTo(2);
        assertThat(level("production", "high").path("counted").asInt())
                .as("what is easier proves nothing for what is harder")
                .isZero();

        assertThat(binome(developer, 0, "autonomy", "show")).contains("earned: peer");
        String opened = binome(developer, 0, "autonomy", "propose", "production", "medium");
        assertThat(opened).contains("Opened contract!2");
        assertThat(binome(developer, 0, "autonomy", "propose", "production", "medium"))
                .as("it is open already")
                .contains("contract!2");
        ChangeClient proposal = company.change(governing, 2, developer);
        JsonNode planned = proposal.await("planned");
        assertThat(planned.path("title").asString())
                .isEqualTo("Give more autonomy in production × medium: provider becomes peer");
        assertThat(notes(proposal)).containsExactly("production × medium: provider → peer", "Less strict than before.");
        assertThat(level("production", "medium").path("proposal").asString()).isEqualTo("contract!2");
        bothSidesAgree(proposal);
        assertThat(inForce().path("version").path("change").asString()).isEqualTo("contract!2");
        assertThat(inForce().path("source").asString()).isEqualTo(CONTRACT.replace("medium: provider", "medium: peer"));
        assertThat(level("production", "medium").path("counted").asInt())
                .as("it is earned anew, step by step")
                .isZero();

        ChangeClient third = shipped(git, 3);
        third.as(company.lead()).command("approve").orFail();
        third.command("apply").orFail();
        third.await("merged");
        third.command("go-back").orFail();
        Await.until(
                "the incident to count",
                ChangeClient.PATIENCE,
                () -> level("production", "medium").path("verdict").asString().equals("lost"));
        JsonNode lost = level("production", "medium");
        assertThat(lost.path("incidents").asInt()).isEqualTo(1);
        assertThat(lost.path("evidence").path(0).path("outcome").asString()).isEqualTo("went-back");
        String reference = developer
                .api()
                .post(company.path("/autonomy/production/medium/propose"), Map.of())
                .path("reference")
                .asString();
        assertThat(reference).isEqualTo("contract!3");
        ChangeClient lowering = company.change(governing, 3, developer);
        lowering.await("planned");
        assertThat(notes(lowering)).containsExactly("production × medium: peer → provider", "Stricter than before.");
        bothSidesAgree(lowering);
        assertThat(inForce().path("source").asString()).isEqualTo(CONTRACT);
    }

    @Test
    void whatRulesWarnedOfEarnsNothingAndItsEvidenceIsTakenAway() {
        governing
                .branch("warn")
                .write("guidelines/sizes.yaml", RULE.replace("SEVERITY", "warn"))
                .commit("Warn of sizes")
                .push("warn");
        ChangeClient warned = company.change(governing, 2, company.lead());
        warned.await("planned");
        bothSidesAgree(warned);
        GitClient git = company.repository(developer);
        ChangeClient change = shipped(git, 1);
        byOwner(change).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
        JsonNode level = level("production", "medium");
        assertThat(level.path("counted").asInt()).isZero();
        assertThat(level.path("warned").asInt()).isEqualTo(1);
        assertThat(level.path("evidence").path(0).path("outcome").asString()).isEqualTo("warned");

        String about = git.repository() + "!1";
        assertThat(binome(developer, 0, "evidence", "create", "--change", about, "-o", "change.zip"))
                .contains("Written to change.zip");
        String key = binome(developer, 0, "ledger", "key", "show").split("\\s")[0];
        assertThat(binome(developer, 0, "evidence", "verify", "change.zip", "--key", key))
                .contains("The evidence holds", about, "Signed by " + key);
        assertThat(binome(developer, 1, "evidence", "create", "--change", git.repository() + "!99", "-o", "none.zip"))
                .contains("99");
        Company other = server.company();
        assertThat(other.lead()
                        .api()
                        .send("GET", company.path("/evidence?repository=" + git.repository() + "&number=1"), null)
                        .status())
                .as("a stranger")
                .isEqualTo(404);
    }

    /** The command, as somebody types it on a computer of their own. */
    private String binome(Company.Person person, int status, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.cli.BinomeCommand"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>();
        environment.put("BINOME_SERVER", server.address());
        environment.put("BINOME_TOKEN", person.token());
        environment.put("BINOME_TENANT", company.name());
        environment.put("XDG_CONFIG_HOME", folder.toString());
        Tool.Ended ended = Tool.run(folder, environment, command);
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
        return ended.output();
    }
}
