package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people do to the same change at the same time. */
@Tag("docker")
@Tag("slow")
class ConcurrencyTest {
    private final RunningServer server = RunningServer.shared();
    private Company company = server.company();
    private Company.Person author = company.lead();

    @BeforeEach
    void aCompanyWithADeveloper() {
        TestImages.in(server);
        company = server.company();
        author = company.developer();
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private long applied(ChangeClient change) {
        String subject = "change:" + change.get().path("id").asString();
        return company.lead()
                .api()
                .get(company.path("/ledger?limit=100&kind=change.applied&subject=" + subject))
                .path("items")
                .size();
    }

    @Test
    void twoPeopleApproveAndApplyAtOnceAndItIsAppliedOnce() throws Exception {
        GitClient git = Shop.running(company, author);
        Company.Person reviewer = company.developer();
        git.branch("next")
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 2, 2))
                .commit("Version 2");
        git.push("next");
        ChangeClient change = company.change(git, 2, author);
        String seen = change.await("planned").path("fingerprint").asString();
        together(List.of(() -> change.as(company.lead()).commandSeen("approve", seen), () -> change.as(reviewer)
                .commandSeen("approve", seen)));
        List<ApiClient.Answer> answers =
                together(List.of(() -> change.as(company.lead()).commandSeen("apply", seen), () -> change.as(reviewer)
                        .commandSeen("apply", seen)));
        assertThat(answers).anyMatch(ApiClient.Answer::ok);
        assertThat(answers).allMatch(answer -> answer.ok() || answer.status() == 409, answers.toString());
        change.await("merged");
        assertThat(applied(change)).isEqualTo(1);
        assertThat(company.containers())
                .hasSize(2)
                .allMatch(line -> line.startsWith("web ") && line.endsWith("running"));
    }

    /** Its moment comes while the change that removes its stack is planned and applied. */
    @Test
    void aTenantIsClosedOnlyOnceNothingOfItRunsAndThenNobodyChangesAnything() {
        GitClient git = Shop.running(company, author);
        String order = "{\"confirm\": \"" + company.name() + "\", \"reason\": \"It leaves\"%s}";
        ApiClient.Answer hindered = server.owner().send("PUT", company.path("/closing"), order.formatted(""));
        assertThat(hindered.code()).isEqualTo("closing-hindered");
        assertThat(hindered.toString()).contains("the service " + git.repository() + "/shop web is still there");
        Instant soon = Instant.now().plusSeconds(1);
        server.owner()
                .send("PUT", company.path("/closing"), order.formatted(", \"closesAt\": \"" + soon + "\""))
                .orFail();
        git.branch("gone").git("rm", "--quiet", "binome.yaml", "compose.yaml");
        git.commit("Close the shop").push("gone");
        ChangeClient change = company.change(git, 2, author);
        change.finish(company.lead());
        Await.until("the tenant to be closed", ChangeClient.PATIENCE, () -> author.api()
                .get(company.path("/closing"))
                .path("state")
                .asString()
                .equals("closed"));
        assertThat(change.state()).isEqualTo("merged");
        assertThat(company.containers()).isEmpty();
        git.branch("late").commit("Too late");
        assertThat(git.tryGit("push", "origin", "HEAD:refs/heads/late").well()).isFalse();
        assertThat(git.remoteHead()).isNotEmpty();
        for (Company.Person person : List.of(author, company.lead())) {
            assertThat(person.api()
                            .tryPost(change.path() + "/comments", Map.of("text", "Too late"))
                            .code())
                    .isEqualTo("stay-ended");
        }
        assertThat(server.owner()
                        .get(company.path("/ledger?limit=5&kind=tenant.closed"))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void aForcePushAfterTheApprovalNeedsAnotherApproval() {
        GitClient git = Shop.running(company, author);
        git.branch("next")
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 1, 2))
                .commit("Version 2");
        git.push("next");
        ChangeClient change = company.change(git, 2, author);
        String seen = change.await("planned").path("fingerprint").asString();
        change.as(company.lead()).command("approve").orFail();
        assertThat(change.blockers()).isEmpty();
        git.write("compose.yaml", Shop.compose(TestImages.PAGE_2, 3, 3)).git("add", "--all");
        git.git("commit", "--quiet", "--amend", "--message", "Something else");
        git.git("push", "--force", "origin", "HEAD:refs/heads/next");
        Await.until("the change to be planned anew", ChangeClient.PATIENCE, () -> {
            var now = change.get();
            return now.path("state").asString().equals("planned")
                    && !now.path("fingerprint").asString().equals(seen);
        });
        assertThat(change.blockers()).contains("needs-approval");
        assertThat(change.command("apply").ok()).isFalse();
        assertThat(change.as(company.lead()).commandSeen("approve", seen).ok())
                .as("a vote for what is no longer proposed")
                .isFalse();
        assertThat(company.containers()).hasSize(1);
    }

    @Test
    void aBranchThatRelabelsItsEnvironmentShowsBothAndWaitsForAReview() {
        GitClient git = Shop.running(company, author);
        git.branch("relabel")
                .write("binome.yaml", Shop.BINOME.replace("production", "dev"))
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 1, 2))
                .commit("Call it dev");
        git.push("relabel");
        ChangeClient change = company.change(git, 2, author);
        change.await("planned");
        assertThat(change.plans().path(0).path("environment").asString()).isEqualTo("dev");
        assertThat(change.plans().path(0).path("movedFromEnvironment").asString())
                .isEqualTo("production");
        assertThat(change.blockers()).contains("needs-approval");
    }

    @Test
    void twoChangesOnOneStackAreAppliedOneAfterTheOther() {
        GitClient git = Shop.running(company, author);
        git.branch("one")
                .write("a.txt", "one")
                .write("compose.yaml", Shop.compose(TestImages.PAGE_2, 1, 1))
                .commit("One");
        git.push("one");
        git.branch("two")
                .write("binome.yaml", Shop.BINOME + "    variables: {UNUSED: \"2\"}\n")
                .commit("Two");
        git.push("two");
        ChangeClient one = company.change(git, 2, author);
        ChangeClient two = company.change(git, 3, author);
        for (ChangeClient change : List.of(one, two)) {
            change.await("planned");
            change.as(company.lead()).command("approve").orFail();
        }
        one.command("apply").orFail();
        ApiClient.Answer second = two.command("apply");
        one.await("merged");
        assertThat(second.ok() || second.status() == 409).as(second.toString()).isTrue();
        Await.until("the second to be over or planned again", ChangeClient.PATIENCE, () -> List.of("merged", "planned")
                .contains(two.state()));
        assertThat(applied(one)).isEqualTo(1);
        assertThat(applied(two)).isLessThanOrEqualTo(1);
    }

    @Test
    void aTokenThatIsRevokedDuringAPushMovesNothing() throws Exception {
        GitClient git = Shop.running(company, author);
        git.branch("late");
        // More than sockets buffer: once all but the end is sent, the server has let the push in and is reading it.
        byte[] noise = new byte[24 << 20];
        new Random(1).nextBytes(noise);
        Files.write(git.folder().resolve("noise.bin"), noise);
        git.commit("Too late");
        byte[] push = pushOf(git, "refs/heads/late");
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(git.git("remote", "get-url", "origin") + "/git-receive-pack")
                        .toURL()
                        .openConnection();
        connection.setRequestProperty(
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(("binome:" + author.token()).getBytes(StandardCharsets.US_ASCII)));
        connection.setRequestProperty("Content-Type", "application/x-git-receive-pack-request");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(push.length);
        String answer;
        try (OutputStream out = connection.getOutputStream()) {
            int end = push.length - 64;
            out.write(push, 0, end);
            out.flush();
            author.api().send("DELETE", "/me/tokens/" + author.tokenId(), null).orFail();
            out.write(push, end, push.length - end);
            out.flush();
            answer = connection.getResponseCode() + " " + connection.getResponseMessage();
        }
        assertThat(company.lead()
                        .api()
                        .get(company.path("/repositories/" + git.repository() + "/branches"))
                        .path("items")
                        .valueStream()
                        .map(branch -> branch.path("name").asString()))
                .as(answer)
                .doesNotContain("late");
        assertThat(git.tryGit("push", "origin", "HEAD:refs/heads/later").well())
                .as("a push with a token that was revoked before")
                .isFalse();
    }

    /** What git would send to make a branch of the commit that is checked out. */
    private static byte[] pushOf(GitClient git, String branch) throws IOException {
        Tool.output(
                git.folder(),
                Map.of(),
                "bash",
                "-c",
                "printf 'HEAD\\n^origin/main\\n' | git pack-objects --quiet --revs late");
        String command = "0".repeat(40) + " " + git.git("rev-parse", "HEAD") + " " + branch + "\0 report-status";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes("%04x%s0000".formatted(4 + command.length(), command).getBytes(StandardCharsets.US_ASCII));
        try (DirectoryStream<Path> packs = Files.newDirectoryStream(git.folder(), "late-*.pack")) {
            request.writeBytes(Files.readAllBytes(packs.iterator().next()));
        }
        return request.toByteArray();
    }
}
