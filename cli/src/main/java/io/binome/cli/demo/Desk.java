package io.binome.cli.demo;

import static io.binome.cli.demo.StepFailure.unless;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import io.binome.cli.demo.SignIns.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Where people of the story clone repositories and push changes. {@code folder} holds their working copies. */
record Desk(Path folder, JsonMapper mapper) {
    /** A repository that is there. */
    WorkingCopy cloned(Person person, String tenant, String repository) throws IOException, InterruptedException {
        WorkingCopy working = workingCopy(person, tenant, repository);
        String address = person.api()
                .get(ApiClient.path("tenants", tenant, "repositories", repository))
                .path("cloneUrl")
                .asString();
        working.git("clone", "--quiet", address, ".");
        return working;
    }

    /** A new repository, on a branch that nothing was committed to. */
    WorkingCopy created(Person creator, Person person, String tenant, String repository, String branch)
            throws IOException, InterruptedException {
        String address = creator.api()
                .post(
                        ApiClient.path("tenants", tenant, "repositories"),
                        mapper.createObjectNode().put("name", repository))
                .path("cloneUrl")
                .asString();
        WorkingCopy working = workingCopy(person, tenant, repository);
        working.git("init", "--quiet", "--initial-branch", branch);
        working.git("remote", "add", "origin", address);
        return working;
    }

    private WorkingCopy workingCopy(Person person, String tenant, String repository) throws IOException {
        Path place = Files.createDirectories(folder.resolve(tenant + "-" + repository));
        return new WorkingCopy(place, person.account().email(), person.account().email(), person.token());
    }

    /** From what is on the default branch now. */
    static void branch(WorkingCopy working, String name) throws InterruptedException {
        working.git("fetch", "--quiet", "origin");
        working.git("switch", "--quiet", "--no-track", "--create", name, "origin/main");
    }

    static void write(WorkingCopy working, String file, String content) throws IOException {
        Path path = working.folder().resolve(file);
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(path, content);
    }

    /** The change that the push of a branch opened. */
    StoryChange pushed(
            WorkingCopy working, Person person, String tenant, String repository, String branch, String message)
            throws InterruptedException {
        working.push(branch, message);
        String changes = ApiClient.path("tenants", tenant, "repositories", repository, "changes");
        int number = person.api()
                .all(changes)
                .path("items")
                .valueStream()
                .filter(change -> change.path("branch").asString().equals(branch))
                .mapToInt(change -> change.path("number").asInt())
                .max()
                .orElseThrow(() -> new StepFailure("The push of " + branch + " opened no change"));
        return new StoryChange(person.api(), tenant, repository, number, mapper);
    }

    static List<String> needs(StoryChange change) {
        return change.judgement()
                .path("needs")
                .valueStream()
                .map(node -> node.asString())
                .collect(Collectors.toList());
    }

    /** Whether it cannot be applied, and why. */
    static void refused(StoryChange change, Person person, String because) {
        try {
            change.command(person.api(), "apply");
        } catch (CommandProblem refused) {
            String said = String.valueOf(refused.getMessage());
            unless(said.contains(because), "It was refused for another reason: " + said);
            return;
        }
        throw new StepFailure("It was applied although it must not be.");
    }
}
