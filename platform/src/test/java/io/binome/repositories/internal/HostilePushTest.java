package io.binome.repositories.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.repositories.PushLimits;
import io.binome.repositories.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes that no honest client sends. Whatever they bring, no branch moves and the answer says why. */
@Tag("slow")
class HostilePushTest {
    private static final PushLimits SMALL = new PushLimits(2 << 20, 1 << 20, 1000, 6, 200, 5, 50);
    private static HostedGitFixture fixture;

    @TempDir
    Path folder;

    private Repository repository;
    private Git git;

    @BeforeAll
    static void open() {
        fixture = new HostedGitFixture(SMALL);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void repository() {
        repository = fixture.repository();
        git = Git.init(folder.resolve("work"));
        git.run("remote", "add", "origin", fixture.server.url(repository.id())).succeeds();
    }

    private String refused(String commit) {
        String output =
                git.run("push", "origin", commit + ":refs/heads/one").fails().output();
        assertThat(fixture.git.repositories().branches(fixture.scope, repository.id()))
                .isEmpty();
        return output;
    }

    private String object(String type, byte[] content) {
        return git.runWith(content, "hash-object", "-t", type, "-w", "--stdin", "--literally")
                .succeeds()
                .output()
                .strip();
    }

    /** A commit of one file, or one folder, with this very name. */
    private String commitOf(String name, String mode) {
        String blob = object("blob", "hello\n".getBytes(UTF_8));
        String id = mode.equals("40000") ? object("tree", entry("100644", "file", blob)) : blob;
        return commit(object("tree", entry(mode, name, id)));
    }

    private static byte[] entry(String mode, String name, String id) {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        tree.writeBytes((mode + " ").getBytes(UTF_8));
        tree.writeBytes(name.getBytes(UTF_8));
        tree.write(0);
        tree.writeBytes(HexFormat.of().parseHex(id));
        return tree.toByteArray();
    }

    private String commit(String tree) {
        return object(
                "commit",
                ("tree " + tree + "\nauthor A <a@example.org> 1700000000 +0000\n"
                                + "committer A <a@example.org> 1700000000 +0000\n\nHostile\n")
                        .getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                ".git",
                ".GIT",
                ".Git",
                "git~1",
                ".git ",
                ".git.",
                ".git . .",
                ".git::$INDEX_ALLOCATION",
                ".g\u200cit",
                "..\\up",
                "a\\.git\\config",
                "line\nbreak",
                "esc\u001b[2J",
                "del\u007f",
                "../x",
                "a/b"
            })
    void namesThatNoCheckoutShouldMeet(String name) {
        assertThat(refused(commitOf(name, "100644"))).contains("unpack failed");
        assertThat(refused(commitOf(name, "40000"))).contains("unpack failed");
    }

    @Test
    void ordinaryNamesPass() {
        for (String name :
                new String[] {".gitignore", ".github", "été.txt", "a:b", "c d", "...", "back\\slash", ".gitx"}) {
            git.run("push", "-f", "origin", commitOf(name, "100644") + ":refs/heads/ok")
                    .succeeds();
        }
        git.run("push", "origin", ":refs/heads/ok").succeeds();
    }

    @Test
    void aNameThatIsTooLong() {
        assertThat(refused(commitOf("x".repeat(256), "100644"))).contains("longer than 255 bytes");
    }

    @Test
    void aPathThatIsTooLongOrTooDeepOrTooManyFiles() {
        git.write("a".repeat(90) + "/" + "b".repeat(90) + "/" + "c".repeat(90), "1")
                .commit("Long");
        assertThat(refused("HEAD")).contains("longer than 200 bytes");
        git.run("rm", "-rqf", ".").succeeds();
        git.write("1/2/3/4/5/6/file", "1").commit("Deep");
        assertThat(refused("HEAD")).contains("more than 5 folders");
        git.run("rm", "-rqf", ".").succeeds();
        for (int i = 0; i < 51; i++) {
            git.write("many/" + i, "1");
        }
        git.commit("Many");
        assertThat(refused("HEAD")).contains("more than 50 files");
    }

    @Test
    void submodulesThatRunCommands() {
        String modules = object("blob", "[submodule \"-u\"]\n\tpath = x\n\turl = -u./payload\n".getBytes(UTF_8));
        assertThat(refused(commit(object("tree", entry("100644", ".gitmodules", modules)))))
                .contains(".gitmodules is not safe");
    }

    @Test
    void objectsThatAreNotSound() {
        String tree = object("tree", new byte[0]);
        assertThat(refused(object("commit", ("tree " + tree + "\nnonsense\n").getBytes(UTF_8))))
                .contains("not sound");
        String blob = object("blob", "x".getBytes(UTF_8));
        byte[] one = entry("100644", "a", blob);
        byte[] twice = new byte[2 * one.length];
        System.arraycopy(one, 0, twice, 0, one.length);
        System.arraycopy(one, 0, twice, one.length, one.length);
        assertThat(refused(commit(object("tree", twice)))).contains("duplicate");
    }

    @Test
    void aBranchMustLeadToACommit() {
        git.write("a", "1").commit("First");
        git.run("tag", "-a", "v1", "-m", "One").succeeds();
        assertThat(git.run("push", "origin", "v1^{tree}:refs/heads/one").fails().output())
                .isNotEmpty();
        String tag = git.ask("rev-parse", "v1");
        assertThat(git.run("push", "origin", tag + ":refs/heads/one").fails().output())
                .isNotEmpty();
        assertThat(git.run("push", "origin", "HEAD^{tree}:refs/tags/tree")
                        .fails()
                        .output())
                .contains("must lead to a commit");
    }

    @Test
    void aPackThatIsTooLarge() {
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            byte[] noise = new byte[512 << 10];
            random.nextBytes(noise);
            git.write("noise" + i, noise);
        }
        git.commit("Noise");
        assertThat(refused("HEAD")).contains("the push is larger than 2 MB");
        assertThat(leftOver()).isZero();
    }

    @Test
    void aFileThatIsTooLarge() {
        // Small on the wire, large when unpacked.
        git.write("zeros", new byte[(1 << 20) + 1]).commit("Zeros");
        assertThat(refused("HEAD")).contains("a file is larger than 1 MB");
    }

    @Test
    void tooManyRefs() {
        git.commit("First");
        for (int i = 0; i < SMALL.refs(); i++) {
            git.run("push", "origin", "HEAD:refs/heads/b" + i).succeeds();
        }
        assertThat(git.run("push", "origin", "HEAD:refs/heads/more").fails().output())
                .contains("which is the limit");
    }

    @Test
    void aPackThatClaimsMoreObjectsThanThereIsMemoryFor() throws Exception {
        assertThat(pushRaw(pack(Integer.MAX_VALUE, new byte[0]))).contains("The push brings 2147483647 objects");
        assertThat(pushRaw(pack(-1, new byte[0]))).contains("The push brings 4294967295 objects");
    }

    @Test
    void packsThatAreNoPacks() throws Exception {
        assertThat(pushRaw("hello, this is no pack at all".getBytes(UTF_8))).contains("unpack error");
        assertThat(pushRaw(pack(3, new byte[] {1, 2, 3}))).contains("unpack error");
        assertThat(pushRaw(new byte[0])).contains("unpack error");
        assertThat(fixture.git.repositories().branches(fixture.scope, repository.id()))
                .isEmpty();
    }

    @Test
    void aPushWithoutItsObjects() throws Exception {
        // An empty pack, and a commit that is not there.
        assertThat(pushRaw(pack(0, new byte[0]))).contains("ng refs/heads/one").contains("lacks an object");
        assertThat(fixture.git.repositories().branches(fixture.scope, repository.id()))
                .isEmpty();
    }

    private static byte[] pack(int objects, byte[] rest) throws Exception {
        byte[] body = ByteBuffer.allocate(12 + rest.length)
                .put("PACK".getBytes(UTF_8))
                .putInt(2)
                .putInt(objects)
                .put(rest)
                .array();
        byte[] hash = MessageDigest.getInstance("SHA-1").digest(body);
        return ByteBuffer.allocate(body.length + 20).put(body).put(hash).array();
    }

    /** What the server says to a push of one new branch with these bytes for its pack. */
    private String pushRaw(byte[] pack) {
        String command = "0".repeat(40) + " " + "1".repeat(40) + " refs/heads/one\0 report-status\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                String.format("%04x%s0000", command.length() + 4, command).getBytes(ISO_8859_1));
        request.writeBytes(pack);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        fixture.git
                .transport()
                .receivePack(
                        new io.binome.repositories.GitTransport.Visit(fixture.scope, repository.id(), null),
                        GitServer.PERSON,
                        () -> true,
                        new ByteArrayInputStream(request.toByteArray()),
                        response);
        return response.toString(ISO_8859_1);
    }

    private int leftOver() {
        int[] count = new int[1];
        fixture.database.asOwner(
                sql -> count[0] = sql.fetchCount(sql.selectFrom("repository_pack where state = 'WRITING'")));
        return count[0];
    }
}
