package io.binome.repositories.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.repositories.Diff;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repositories.BranchWrite;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading, comparing, merging and writing, compared with what git itself says. */
class ContentsTest {
    private static HostedGitFixture fixture;

    @TempDir
    Path folder;

    private Repositories repositories;
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
        fixture.listener.next = (transaction, push) -> List.of();
        repositories = fixture.git.repositories();
        repository = fixture.repository();
        git = Git.init(folder.resolve("work"));
        git.run("remote", "add", "origin", fixture.server.url(repository.id())).succeeds();
    }

    private void push(String branch) {
        git.run("push", "-q", "-f", "origin", "HEAD:refs/heads/" + branch).succeeds();
    }

    private MergeOutcome merge(String base, String head) {
        return repositories.merge(fixture.scope, repository.id(), base, head, "Merge it");
    }

    private CommitTree tree(String commit) {
        return repositories.tree(fixture.scope, repository.id(), commit);
    }

    @Test
    void readsTheTree() throws Exception {
        git.write("compose.yaml", "services: {}\n")
                .write("dir/run.sh", "#!/bin/sh\n")
                .write("dir/deep/x", "y");
        assertThat(folder.resolve("work/dir/run.sh").toFile().setExecutable(true))
                .isTrue();
        Files.createSymbolicLink(folder.resolve("work/link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(folder.resolve("work/dirlink"), Path.of("dir"));
        String commit = git.commit("First");
        push("one");
        CommitTree tree = tree(commit);

        assertThat(tree.treeId()).isEqualTo(git.ask("rev-parse", "HEAD^{tree}"));
        assertThat(tree.idAt("dir")).hasValue(git.ask("rev-parse", "HEAD:dir"));
        assertThat(tree.idAt("dir/run.sh")).hasValue(git.ask("rev-parse", "HEAD:dir/run.sh"));
        assertThat(tree.idAt("nothing")).isEmpty();
        assertThat(tree.read("compose.yaml", 100).map(bytes -> new String(bytes, UTF_8)))
                .hasValue("services: {}\n");
        assertThat(tree.read("link", 100)).isEmpty();
        assertThat(tree.read("dirlink/run.sh", 100)).isEmpty();
        assertThat(tree.read("dir", 100)).isEmpty();
        assertThat(tree.read("../x", 100)).isEmpty();
        assertThat(tree.read("/compose.yaml", 100)).isEmpty();
        assertThat(tree.read("", 100)).isEmpty();
        assertThatThrownBy(() -> tree.read("compose.yaml", 3))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                        .isInstanceOf(RepositoryProblem.FileTooLarge.class));
        assertThat(tree.list(""))
                .containsExactly(
                        new CommitTree.Entry("compose.yaml", CommitTree.Kind.FILE, false, 13),
                        new CommitTree.Entry("dir", CommitTree.Kind.FOLDER, false, 0),
                        new CommitTree.Entry("dirlink", CommitTree.Kind.SYMBOLIC_LINK, false, 3),
                        new CommitTree.Entry("link", CommitTree.Kind.SYMBOLIC_LINK, false, 11));
        assertThat(tree.list("dir")).contains(new CommitTree.Entry("run.sh", CommitTree.Kind.FILE, true, 10));
        assertThat(tree.list("compose.yaml")).isEmpty();
        assertThat(tree.list("nothing")).isEmpty();
    }

    @Test
    void mergesWhatDoesNotConflictAndAlwaysTheSameWay() {
        String lines = IntStream.range(0, 50).mapToObj(i -> "line " + i).collect(Collectors.joining("\n", "", "\n"));
        git.write("a", lines).commit("Base");
        git.run("checkout", "-q", "-b", "side").succeeds();
        String side = git.write("a", lines.replace("line 3\n", "line three\n")).commit("Side");
        push("side");
        git.run("checkout", "-q", "main").succeeds();
        String main = git.write("a", lines.replace("line 40\n", "line forty\n")).commit("Main");
        push("other");

        MergeOutcome.Merged merged = (MergeOutcome.Merged) merge(main, side);
        assertThat(merge(main, side)).isEqualTo(merged);
        assertThat(repositories
                        .commit(fixture.scope, repository.id(), merged.commit())
                        .parents())
                .containsExactly(main, side);
        assertThat(new String(tree(merged.commit()).read("a", 10_000).orElseThrow(), UTF_8))
                .contains("line three", "line forty");
        // The same tree as git's own merge.
        git.run("merge", "-q", "-m", "x", "side").succeeds();
        assertThat(tree(merged.commit()).treeId()).isEqualTo(git.ask("rev-parse", "HEAD^{tree}"));
        // It outlives garbage collection, and a member may fetch it to look at it.
        fixture.git.keeper().collectNow(fixture.scope, repository.id());
        assertThat(tree(merged.commit()).read("a", 10_000)).isPresent();
        git.run("fetch", "-q", "origin", merged.commit()).succeeds();
        // What is merged already brings nothing; without a base it is the head itself.
        assertThat(merge(merged.commit(), side)).isEqualTo(new MergeOutcome.NothingToMerge());
        assertThat(merge(side, side)).isEqualTo(new MergeOutcome.NothingToMerge());
        assertThat(merge(null, side)).isEqualTo(new MergeOutcome.Merged(side));
    }

    @Test
    void fastForwardsAreMergeCommitsToo() {
        String base = git.write("a", "1").commit("Base");
        String head = git.write("a", "2").commit("Head");
        push("one");
        MergeOutcome.Merged merged = (MergeOutcome.Merged) merge(base, head);
        assertThat(merged.commit()).isNotEqualTo(head);
        assertThat(tree(merged.commit()).treeId()).isEqualTo(tree(head).treeId());
    }

    @Test
    void namesTheFilesInConflict() throws Exception {
        git.write("a", "1\n")
                .write("b", "1\n")
                .write("gone", "1\n")
                .write("c", "1\n")
                .commit("Base");
        git.run("checkout", "-q", "-b", "side").succeeds();
        Files.delete(folder.resolve("work/gone"));
        String side = git.write("a", "side\n")
                .write("b", "side\n")
                .write("new", "side\n")
                .commit("Side");
        push("side");
        git.run("checkout", "-q", "main").succeeds();
        String main = git.write("a", "main\n")
                .write("b", "main\n")
                .write("gone", "main\n")
                .write("new", "main\n")
                .commit("Main");
        push("other");
        assertThat(merge(main, side)).isEqualTo(new MergeOutcome.Conflicts(List.of("a", "b", "gone", "new")));
    }

    @Test
    void unrelatedHistoriesAndCrissCross() {
        String first = git.write("a", "1\n").commit("One");
        push("one");
        git.run("checkout", "-q", "--orphan", "other").succeeds();
        git.run("rm", "-rqf", ".").succeeds();
        String second = git.write("b", "1\n").commit("Two");
        push("two");
        MergeOutcome.Merged merged = (MergeOutcome.Merged) merge(first, second);
        assertThat(tree(merged.commit()).list("")).hasSize(2);
        MergeOutcome.Merged back = (MergeOutcome.Merged) merge(second, first);
        // Two merge bases: only the recursive way has an answer.
        MergeOutcome.Merged crossed = (MergeOutcome.Merged) merge(merged.commit(), back.commit());
        assertThat(tree(crossed.commit()).treeId())
                .isEqualTo(tree(merged.commit()).treeId());
    }

    @Test
    void aCommitThatIsNotThere() {
        git.commit("First");
        push("one");
        for (String commit : List.of("f".repeat(40), "main", "", "HEAD", git.ask("rev-parse", "HEAD^{tree}"))) {
            assertThatThrownBy(() -> tree(commit))
                    .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                            .isInstanceOf(RepositoryProblem.CommitNotFound.class));
        }
    }

    private MergeOutcome revert(String onto, String commit) {
        List<String> parents =
                repositories.commit(fixture.scope, repository.id(), commit).parents();
        String before = parents.isEmpty() ? null : parents.getFirst();
        return repositories.revert(fixture.scope, repository.id(), onto, commit, before, "Go back");
    }

    @Test
    void goingBackIsACommitOnTop() {
        String first = git.write("a", "1\n").commit("One");
        String second = git.write("a", "2\n").write("b", "2\n").commit("Two");
        String third = git.write("c", "3\n").commit("Three");
        push("one");
        MergeOutcome.Merged back = (MergeOutcome.Merged) revert(third, second);
        assertThat(revert(third, second)).isEqualTo(back);
        assertThat(repositories
                        .commit(fixture.scope, repository.id(), back.commit())
                        .parents())
                .containsExactly(third);
        // As git's own revert.
        git.run("revert", "--no-edit", second).succeeds();
        assertThat(tree(back.commit()).treeId()).isEqualTo(git.ask("rev-parse", "HEAD^{tree}"));
        // What was undone already brings nothing; what was built upon conflicts; the first can be undone too.
        assertThat(revert(back.commit(), second)).isEqualTo(new MergeOutcome.NothingToMerge());
        assertThat(revert(third, first)).isEqualTo(new MergeOutcome.Conflicts(List.of("a")));
        MergeOutcome.Merged nothing = (MergeOutcome.Merged) revert(first, first);
        assertThat(tree(nothing.commit()).list("")).isEmpty();
        // Several commits that came as one change.
        MergeOutcome.Merged all = (MergeOutcome.Merged)
                repositories.revert(fixture.scope, repository.id(), third, third, null, "Go back");
        assertThat(tree(all.commit()).list("")).isEmpty();
    }

    @Test
    void tellsTheHistory() {
        String first = git.commit("One");
        String second = git.commit("Two");
        String third = git.commit("Three\n\nwith a body");
        push("one");
        assertThat(repositories.log(fixture.scope, repository.id(), null, third, 10))
                .extracting(commit -> commit.id())
                .containsExactly(third, second, first);
        assertThat(repositories.log(fixture.scope, repository.id(), first, third, 10))
                .extracting(commit -> commit.subject())
                .containsExactly("Three", "Two");
        assertThat(repositories.log(fixture.scope, repository.id(), null, third, 1))
                .hasSize(1);
        assertThat(repositories.branches(fixture.scope, repository.id()))
                .containsExactly(new Repositories.Branch("one", third, false));
    }

    @Test
    void showsWhatDiffers() throws Exception {
        String lines = IntStream.range(0, 50).mapToObj(i -> "line " + i).collect(Collectors.joining("\n", "", "\n"));
        git.write("changed", lines)
                .write("moved/from", lines + "m\n")
                .write("gone", "x\ny\n")
                .write("bin", new byte[] {0, 1});
        String from = git.commit("One");
        git.write(
                "changed",
                lines.replace("line 10\n", "ten\n").replace("line 40\n", "").replace("line 41\n", "a\nb\nc\n"));
        git.run("mv", "moved", "elsewhere").succeeds();
        Files.delete(folder.resolve("work/gone"));
        String to = git.write("bin", new byte[] {0, 2}).write("new", "one\ntwo").commit("Two");
        push("one");
        Diff diff = repositories.diff(fixture.scope, repository.id(), from, to);

        assertThat(diff.truncated()).isFalse();
        Map<String, Diff.FileDiff> files = diff.files().stream()
                .collect(Collectors.toMap(
                        file -> file.path() == null ? "-" + file.oldPath() : file.path(), file -> file));
        assertThat(files).containsOnlyKeys("changed", "elsewhere/from", "-gone", "bin", "new");
        assertThat(files.get("elsewhere/from").oldPath()).isEqualTo("moved/from");
        assertThat(files.get("elsewhere/from").hunks()).isEmpty();
        assertThat(files.get("bin").binary()).isTrue();
        assertThat(files.get("new").oldPath()).isNull();
        // git's own words for the same.
        assertThat(unified(files.get("changed"))).isEqualTo(body(git.ask("diff", from, to, "--", "changed")));
        assertThat(unified(files.get("new"))).isEqualTo(body(git.ask("diff", from, to, "--", "new")));
        assertThat(unified(files.get("-gone"))).isEqualTo(body(git.ask("diff", from, to, "--", "gone")));
        assertThat(git.ask("diff", "-M", "--shortstat", from, to))
                .contains(diff.addedLines() + " insertions", diff.removedLines() + " deletions");
        assertThat(repositories.changedPaths(fixture.scope, repository.id(), from, to))
                .containsExactly("bin", "changed", "elsewhere/from", "gone", "moved/from", "new");
        assertThat(repositories.diff(fixture.scope, repository.id(), null, from).files())
                .hasSize(4);
    }

    private static String unified(Diff.FileDiff file) {
        StringBuilder text = new StringBuilder();
        for (Diff.Hunk hunk : file.hunks()) {
            text.append("@@ -").append(hunk.oldStart()).append(',').append(hunk.oldLines());
            text.append(" +")
                    .append(hunk.newStart())
                    .append(',')
                    .append(hunk.newLines())
                    .append(" @@\n");
            for (Diff.Line line : hunk.lines()) {
                text.append(
                        switch (line.kind()) {
                            case CONTEXT -> ' ';
                            case ADDED -> '+';
                            case REMOVED -> '-';
                        });
                text.append(line.text()).append('\n');
            }
        }
        return text.toString().strip();
    }

    private static String body(String diff) {
        return diff.substring(diff.indexOf("@@"))
                .replaceAll("(?m)^(@@ .* @@).*$", "$1")
                .replace("\n\\ No newline at end of file", "")
                .strip();
    }

    @Test
    void aDiffHasItsLimits() {
        for (int i = 0; i < 310; i++) {
            git.write("f" + i, "x\n");
        }
        String many = git.commit("Many");
        String large = git.write("large", "y\n".repeat(6000))
                .write("wide", "z".repeat(5000))
                .commit("Large");
        push("one");
        Diff diff = repositories.diff(fixture.scope, repository.id(), null, many);
        assertThat(diff.files()).hasSize(300);
        assertThat(diff.truncated()).isTrue();
        Diff cut = repositories.diff(fixture.scope, repository.id(), many, large);
        assertThat(cut.truncated()).isTrue();
        assertThat(cut.addedLines()).isEqualTo(6001);
        assertThat(cut.files().getFirst().hunks().getFirst().lines()).hasSize(5000);
        assertThat(cut.files().getLast().hunks().getFirst().lines().getFirst().text())
                .hasSize(2001);
    }

    @Test
    void writesABranchAsAPersonsPushWould() {
        String first =
                git.write("keep", "k").write("drop", "d").write("folder/x", "x").commit("One");
        push("one");
        fixture.listener.pushes.clear();
        String written = repositories.write(
                fixture.scope,
                GitServer.PERSON,
                repository.id(),
                new BranchWrite(
                        "from-catalogue",
                        first,
                        Map.of("new/file", "n".getBytes(UTF_8), "folder", "now a file".getBytes(UTF_8)),
                        List.of("drop"),
                        "Write"));
        assertThat(tree(written).list("")).extracting(CommitTree.Entry::name).containsExactly("folder", "keep", "new");
        assertThat(repositories.head(fixture.scope, repository.id(), "from-catalogue"))
                .hasValue(written);
        assertThat(fixture.listener.pushes).singleElement().satisfies(push -> {
            assertThat(push.branch()).isEqualTo("from-catalogue");
            assertThat(push.before()).isNull();
            assertThat(push.after()).isEqualTo(written);
        });
        git.run("fetch", "-q", "origin").succeeds();
        assertThat(git.ask("fsck", "--full", "--strict")).doesNotContain("error");

        assertThatThrownBy(() -> write("from-catalogue", first, "x")).hasMessageContaining("branch-moved");
        assertThatThrownBy(() -> write("main", first, "x")).hasMessageContaining("what runs");
        for (String path : List.of("../x", ".git/config", "a//b", "/a", "a/", "", "a\nb", ".GIT/hooks/x")) {
            assertThatThrownBy(() -> write("other", first, path)).hasMessageContaining("invalid-input");
        }
        String root = repositories.write(
                fixture.scope,
                GitServer.PERSON,
                repository.id(),
                new BranchWrite("rooted", null, Map.of("a", new byte[0]), List.of(), "Root"));
        assertThat(repositories.commit(fixture.scope, repository.id(), root).parents())
                .isEmpty();
    }

    private void write(String branch, String parent, String path) {
        repositories.write(
                fixture.scope,
                GitServer.PERSON,
                repository.id(),
                new BranchWrite(branch, parent, Map.of(path, "x".getBytes(UTF_8)), List.of(), "Write"));
    }

    @Test
    void namesAreTakenOnce() {
        assertThatThrownBy(() -> repositories.create(fixture.scope, GitServer.PERSON, repository.name()))
                .hasMessageContaining("repository-name-taken");
        assertThatThrownBy(() -> repositories.create(fixture.scope, GitServer.PERSON, "Not A Name"))
                .hasMessageContaining("invalid-input");
        assertThat(repositories.byName(fixture.scope, repository.name())).hasValue(repository);
        assertThat(repositories.list(fixture.scope)).contains(repository);
    }
}
