package io.binome.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repository;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ordinary git client against the room. */
class PushAndCloneTest {
    private static HostedGitFixture fixture;

    @TempDir
    Path folder;

    private Repository repository;
    private Git git;

    @BeforeAll
    static void open() {
        fixture = new HostedGitFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void repository() {
        fixture.listener.pushes.clear();
        fixture.listener.next = (transaction, push) -> List.of("Seen: " + push.branch());
        fixture.server.guard(() -> true);
        repository = fixture.repository();
        git = Git.init(folder.resolve("work"));
        git.run("remote", "add", "origin", url()).succeeds();
    }

    private String url() {
        return fixture.server.url(repository.id());
    }

    private String head(String branch) {
        return fixture.git
                .repositories()
                .head(fixture.scope, repository.id(), branch)
                .orElse("none");
    }

    @Test
    void firstPushThenClone() {
        String commit = git.write("compose.yaml", "services: {}\n").commit("First");
        Git.Result push =
                git.run("push", "origin", "HEAD:refs/heads/first-version").succeeds();

        assertThat(push.output()).contains("remote: Seen: first-version");
        assertThat(head("first-version")).isEqualTo(commit);
        assertThat(fixture.listener.pushes).singleElement().satisfies(seen -> {
            assertThat(seen.before()).isNull();
            assertThat(seen.after()).isEqualTo(commit);
            assertThat(seen.forced()).isFalse();
        });
        git.run(
                        "clone",
                        "-q",
                        "-b",
                        "first-version",
                        url(),
                        folder.resolve("copy").toString())
                .succeeds();
        assertThat(folder.resolve("copy/compose.yaml")).hasContent("services: {}");
        assertThat(new Git(folder.resolve("copy")).ask("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void anEmptyRepositoryCanBeCloned() {
        git.run("clone", "-q", url(), folder.resolve("copy").toString()).succeeds();
    }

    @Test
    void theDefaultBranchIsProtectedAndSaysWhatToDo() {
        git.write("a", "1").commit("First");
        Git.Result refused = git.run("push", "origin", "main").fails();

        assertThat(refused.output())
                .contains("main is what runs")
                .contains("git push origin HEAD:refs/heads/first-version");
        assertThat(head("main")).isEqualTo("none");
        assertThat(fixture.listener.pushes).isEmpty();
    }

    @Test
    void theDefaultBranchMovesInTheCallersTransactionAndCannotBeForcedOrDeleted() {
        String first = git.write("a", "1").commit("First");
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        boolean moved = fixture.database.database().inTenant(fixture.scope, transaction -> fixture.git
                .repositories()
                .moveDefaultBranch(transaction, repository.id(), null, first));
        assertThat(moved).isTrue();
        assertThat(head("main")).isEqualTo(first);
        boolean again = fixture.database.database().inTenant(fixture.scope, transaction -> fixture.git
                .repositories()
                .moveDefaultBranch(transaction, repository.id(), null, first));
        assertThat(again).isFalse();

        git.write("a", "2").commit("Second");
        assertThat(git.run("push", "--force", "origin", "HEAD:main").fails().output())
                .contains("HEAD:refs/heads/my-change");
        assertThat(git.run("push", "origin", ":main").fails().output()).contains("cannot be deleted");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/main/x").fails().output())
                .contains("below main");
        assertThat(head("main")).isEqualTo(first);
        git.run("clone", "-q", url(), folder.resolve("copy").toString()).succeeds();
        assertThat(new Git(folder.resolve("copy")).ask("rev-parse", "HEAD")).isEqualTo(first);
    }

    @Test
    void forceAndDelete() {
        String first = git.write("a", "1").commit("First");
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        git.run("commit", "-q", "--amend", "-m", "Other").succeeds();
        String second = git.ask("rev-parse", "HEAD");
        git.run("push", "origin", "HEAD:refs/heads/one").fails();
        git.run("push", "--force", "origin", "HEAD:refs/heads/one").succeeds();
        assertThat(head("one")).isEqualTo(second);
        git.run("push", "origin", "--delete", "one").succeeds();
        assertThat(head("one")).isEqualTo("none");

        assertThat(fixture.listener.pushes).hasSize(3);
        assertThat(fixture.listener.pushes.get(1).forced()).isTrue();
        assertThat(fixture.listener.pushes.get(1).before()).isEqualTo(first);
        assertThat(fixture.listener.pushes.get(2).after()).isNull();
        // What was pushed over and deleted can still be shown, also after garbage collection.
        fixture.git.keeper().collectNow(fixture.scope, repository.id());
        assertThat(fixture.git
                        .repositories()
                        .commit(fixture.scope, repository.id(), first)
                        .subject())
                .isEqualTo("First");
        assertThat(fixture.git
                        .repositories()
                        .commit(fixture.scope, repository.id(), second)
                        .subject())
                .isEqualTo("Other");
    }

    @Test
    void pushOptionsReachTheListener() {
        git.commit("First");
        git.run(
                        "push",
                        "-o",
                        "change.title=A title = with more",
                        "-o",
                        "change.draft",
                        "-o",
                        "change.description=one",
                        "-o",
                        "change.description=two",
                        "origin",
                        "HEAD:refs/heads/one")
                .succeeds();
        assertThat(fixture.listener.pushes.getFirst().options())
                .isEqualTo(Map.of(
                        "change.title", "A title = with more", "change.draft", "", "change.description", "one\ntwo"));
    }

    @Test
    void theListenerRefusesAndNothingMoves() {
        fixture.listener.next = (transaction, push) -> {
            throw new ProblemException(InvalidInput.of("title", "must be shorter"));
        };
        git.commit("First");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/one").fails().output())
                .contains("The title must be shorter.");
        assertThat(head("one")).isEqualTo("none");
    }

    @Test
    void aRightThatEndedDuringThePushIsNoRight() {
        fixture.server.guard(() -> false);
        git.commit("First");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/one").fails().output())
                .contains("your right to push ended while the push was under way");
        assertThat(head("one")).isEqualTo("none");
        assertThat(fixture.listener.pushes).isEmpty();
    }

    @Test
    void ofTwoPushesToOneBranchOneWins() throws Exception {
        git.write("a", "0").commit("First");
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        Git other = new Git(folder.resolve("other"));
        git.run("clone", "-q", "-b", "one", url(), other.folder().toString()).succeeds();
        git.write("a", "mine").commit("Mine");
        other.write("a", "theirs").commit("Theirs");
        CountDownLatch both = new CountDownLatch(2);
        fixture.server.guard(() -> {
            both.countDown();
            try {
                return both.await(30, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        CompletableFuture<Git.Result> theirs =
                CompletableFuture.supplyAsync(() -> other.run("push", "origin", "HEAD:refs/heads/one"));
        Git.Result mine = git.run("push", "origin", "HEAD:refs/heads/one");
        assertThat(List.of(mine.exit() == 0, theirs.get().exit() == 0)).containsExactlyInAnyOrder(true, false);
        assertThat(mine.output() + theirs.get().output()).contains("somebody else pushed at the same moment");
        assertThat(head("one")).isEqualTo((mine.exit() == 0 ? git : other).ask("rev-parse", "HEAD"));
    }

    @Test
    void anAtomicPushMovesAllOrNothing() {
        git.commit("First");
        git.run("push", "--atomic", "origin", "HEAD:refs/heads/one", "HEAD:main")
                .fails();
        assertThat(head("one")).isEqualTo("none");
        git.run("push", "--atomic", "origin", "HEAD:refs/heads/one", "HEAD:refs/heads/two")
                .succeeds();
        assertThat(head("two")).isEqualTo(head("one"));
        // Without it each ref stands for itself.
        git.run("push", "origin", "HEAD:refs/heads/three", "HEAD:main").fails();
        assertThat(head("three")).isEqualTo(head("one"));
    }

    @Test
    void tagsAreMadeOnceAndStay() {
        git.commit("First");
        git.run("tag", "-a", "v1", "-m", "One").succeeds();
        git.run("push", "origin", "HEAD:refs/heads/one", "v1").succeeds();
        assertThat(git.ask("ls-remote", "origin", "refs/tags/v1^{}")).contains(git.ask("rev-parse", "HEAD"));
        git.commit("Second");
        git.run("tag", "-f", "-a", "v1", "-m", "Two").succeeds();
        assertThat(git.run("push", "-f", "origin", "v1").fails().output()).contains("a tag is not moved");
        assertThat(git.run("push", "origin", ":refs/tags/v1").fails().output()).contains("a tag stays");
    }

    @Test
    void namesOfRefsAreLookedAt() {
        git.commit("First");
        assertThat(git.run("push", "origin", "HEAD:refs/changes/1/head").fails().output())
                .contains("only branches and tags");
        assertThat(git.run("push", "origin", "HEAD:refs/binome/kept/x").fails().output())
                .contains("only branches and tags");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/" + "x".repeat(201))
                        .fails()
                        .output())
                .contains("200 bytes");
        git.run("push", "origin", "HEAD:refs/heads/a/b").succeeds();
        assertThat(git.run("push", "origin", "HEAD:refs/heads/a").fails().output())
                .contains("there is refs/heads/a/b already");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/a/b/c").fails().output())
                .contains("there is refs/heads/a/b already");
    }

    @Test
    void anArchivedRepositoryIsOnlyRead() {
        git.commit("First");
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        fixture.git.repositories().archive(fixture.scope, GitServer.PERSON, repository.id());
        git.commit("Second");
        assertThat(git.run("push", "origin", "HEAD:refs/heads/one").fails().output())
                .contains("is archived");
        git.run("clone", "-q", "-b", "one", url(), folder.resolve("copy").toString())
                .succeeds();
    }

    @Test
    void shallowPartialAndOldProtocols() {
        for (int i = 0; i < 5; i++) {
            git.write("dir/file" + i, "content " + i).commit("Number " + i);
        }
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        Path shallow = folder.resolve("shallow");
        git.run("clone", "-q", "-b", "one", "--depth", "2", url(), shallow.toString())
                .succeeds();
        Git copy = new Git(shallow);
        assertThat(copy.ask("rev-list", "--count", "HEAD")).isEqualTo("2");
        assertThat(copy.run("fetch", "-q", "--deepen", "1").fails().output()).contains("--depth with the whole depth");
        copy.run("fetch", "-q", "--depth", "3").succeeds();
        assertThat(copy.ask("rev-list", "--count", "HEAD")).isEqualTo("3");
        copy.run("fetch", "-q", "--unshallow").succeeds();
        assertThat(copy.ask("rev-list", "--count", "HEAD")).isEqualTo("5");

        Path partial = folder.resolve("partial");
        git.run("clone", "-q", "-b", "one", "--filter=blob:none", url(), partial.toString())
                .succeeds();
        assertThat(partial.resolve("dir/file4")).hasContent("content 4");
        assertThat(new Git(partial).ask("show", "HEAD~4:dir/file0")).isEqualTo("content 0");

        for (String version : List.of("0", "1", "2")) {
            Path old = folder.resolve("old" + version);
            git.run("-c", "protocol.version=" + version, "clone", "-q", "-b", "one", url(), old.toString())
                    .succeeds();
            assertThat(new Git(old).ask("rev-list", "--count", "HEAD")).isEqualTo("5");
        }
        // A push from a shallow clone, and one large enough to be sent in chunks.
        Git again = new Git(folder.resolve("again"));
        git.run(
                        "clone",
                        "-q",
                        "-b",
                        "one",
                        "--depth",
                        "1",
                        url(),
                        again.folder().toString())
                .succeeds();
        byte[] noise = new byte[3 << 20];
        new java.util.Random(7).nextBytes(noise);
        again.write("large", noise).commit("Large");
        again.run("push", "origin", "HEAD:refs/heads/two").succeeds();
        assertThat(head("two")).isEqualTo(again.ask("rev-parse", "HEAD"));
        git.run("fetch", "-q", "origin").succeeds();
        assertThat(git.ask("fsck", "--full")).doesNotContain("error");
    }

    @Test
    void anotherReplicaSeesAPushAtOnce() {
        HostedGit second = fixture.room(PushLimits.DEFAULT);
        try (GitServer otherServer = new GitServer(second.transport(), fixture.scope)) {
            String otherUrl = otherServer.url(repository.id());
            for (int i = 0; i < 3; i++) {
                String commit = git.write("a", "here " + i).commit("Here " + i);
                git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
                assertThat(git.ask("ls-remote", otherUrl, "refs/heads/one")).startsWith(commit);
                assertThat(second.repositories()
                                .commit(fixture.scope, repository.id(), commit)
                                .subject())
                        .isEqualTo("Here " + i);
                commit = git.write("a", "there " + i).commit("There " + i);
                git.run("push", otherUrl, "HEAD:refs/heads/one").succeeds();
                assertThat(git.ask("ls-remote", "origin", "refs/heads/one")).startsWith(commit);
                git.run("fetch", "-q", "origin").succeeds();
            }
        }
    }

    @Test
    void theLedgerTellsOfEachRefThatMoved() {
        String commit = git.commit("First");
        git.run("push", "origin", "HEAD:refs/heads/one").succeeds();
        var ledger = new DatabaseLedger(fixture.database.database(), InstantSource.system());
        var entries = ledger.list(
                        fixture.scope,
                        new LedgerFilter(null, "repository:" + repository.id()),
                        new PageRequest(10, null))
                .items();
        assertThat(entries)
                .extracting(entry -> entry.kind())
                .containsExactly("repository.pushed", "repository.created");
        assertThat(entries.getFirst().canonicalJson())
                .contains("refs/heads/one")
                .contains(commit);
    }
}
