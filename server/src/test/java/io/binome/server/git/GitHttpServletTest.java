package io.binome.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Database;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TestSigner;
import io.binome.ledger.internal.DatabaseCheckpoints;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.repositories.PushLimits;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repository;
import io.binome.repositories.internal.Git;
import io.binome.repositories.internal.HostedGit;
import io.binome.tenancy.Access;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseSignIn;
import io.binome.tenancy.internal.DatabaseTenants;
import io.binome.tenancy.internal.RoleAccess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real git through a real servlet container, with real tokens. */
class GitHttpServletTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Actor SETUP = new Actor.Machine("test");

    @TempDir
    private static Path container;

    private static TestDatabase database;
    private static Tomcat tomcat;
    private static SignIn signIn;
    private static Tenant acme;
    private static Member developer;
    private static Member reader;
    private static Member stranger;
    private static HostedGit git;
    private static volatile PushListener listener = (transaction, push) -> List.of();

    @TempDir
    private Path folder;

    private Git work;
    private Repository repository;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.fresh();
        Database data = database.database();
        Ids ids = new SystemIds(CLOCK);
        SecureRandom random = new SecureRandom();
        Ledger ledger = new DatabaseLedger(data, CLOCK);
        Tenants tenants = new DatabaseTenants(data, ledger, CLOCK, ids, random);
        Access access = new RoleAccess(data, CLOCK);
        signIn = new DatabaseSignIn(data, ledger, CLOCK, ids, random);
        new DatabaseFirstStart(data, ledger, CLOCK, ids, random)
                .ensureProvider("provider", "Provider", "o@example.org");
        acme = tenants.create(SETUP, "acme", "Acme");
        developer = member(tenants, acme, "dev@example.org", Role.DEVELOPER);
        reader = member(tenants, acme, "reader@example.org", Role.READER);
        stranger = member(tenants, tenants.create(SETUP, "other", "Other"), "other@example.org", Role.LEAD);
        git = new HostedGit(
                data,
                ledger,
                tenants,
                ids,
                CLOCK,
                PushLimits.DEFAULT,
                () -> (transaction, push) -> listener.pushed(transaction, push),
                Runnable::run);
        tomcat = new Tomcat();
        tomcat.setBaseDir(container.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", container.toString());
        Tomcat.addServlet(context, "git", new GitHttpServlet(signIn, access, git.repositories(), git.transport()));
        context.addServletMappingDecoded("/git/*", "git");
        tomcat.start();
    }

    private static Member member(Tenants tenants, Tenant tenant, String email, Role role) {
        return tenants.createMember(
                new TenantScope(tenant.id()), SETUP, new Tenants.NewMember(email, "Somebody", role, "a long password"));
    }

    @AfterAll
    static void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        database.close();
    }

    @BeforeEach
    void repository() {
        listener = (transaction, push) -> List.of();
        String name = "r" + Long.toHexString(System.nanoTime());
        repository = git.repositories().create(new TenantScope(acme.id()), SETUP, name);
        work = Git.init(folder.resolve("work"));
        work.write("a", "1").commit("First");
    }

    private static SignIn.NewToken token(Member member, TokenScope... scopes) {
        return signIn.createToken(
                new TenantScope(member.tenant()), member.id(), "test", Set.of(scopes), Duration.ofHours(1));
    }

    private String url(String userAndPassword) {
        return "http://" + userAndPassword + "@127.0.0.1:"
                + tomcat.getConnector().getLocalPort() + "/git/acme/" + repository.name() + ".git";
    }

    @Test
    void aPushIsToldTheLatestCheckpoint() {
        Checkpoints checkpoints = new DatabaseCheckpoints(database.database(), new TestSigner(), CLOCK);
        SignedCheckpoint signed = checkpoints.sign(new TenantScope(acme.id()));
        listener = new CheckpointOfPush((transaction, push) -> List.of("Opened it"), checkpoints);
        String token = token(developer, TokenScope.GIT).secret();
        assertThat(work.run("push", url("x:" + token), "HEAD:refs/heads/told")
                        .succeeds()
                        .output())
                .contains(
                        "Opened it",
                        "Ledger: " + signed.size() + " entries, root "
                                + signed.checkpoint().root(),
                        signed.note().signatures().getFirst().base64());
    }

    @Test
    void pushAndCloneWithAToken() {
        String token = token(developer, TokenScope.GIT).secret();
        work.run("push", url("anything:" + token), "HEAD:refs/heads/one").succeeds();
        work.run(
                        "clone",
                        "-q",
                        "-b",
                        "one",
                        url(token + ":"),
                        folder.resolve("copy").toString())
                .succeeds();
        work.run(
                        "-c",
                        "http.postBuffer=65536", // smaller than what follows, so that git sends in chunks
                        "push",
                        url(token),
                        "HEAD:refs/heads/two")
                .succeeds();
        byte[] noise = new byte[2 << 20];
        new java.util.Random(3).nextBytes(noise);
        work.write("noise", noise).commit("Noise");
        work.run("-c", "http.postBuffer=65536", "push", url("x:" + token), "HEAD:refs/heads/three")
                .succeeds();
        assertThat(git.repositories().branches(new TenantScope(acme.id()), repository.id()))
                .hasSize(3);
    }

    @Test
    void whoMayWhat() {
        String push = token(developer, TokenScope.GIT).secret();
        work.run("push", url("x:" + push), "HEAD:refs/heads/one").succeeds();

        assertThat(work.run("ls-remote", url("x:wrong")).fails().output()).contains("Authentication failed");
        String read = token(developer, TokenScope.READ).secret();
        work.run("ls-remote", url("x:" + read)).succeeds();
        assertThat(work.run("push", url("x:" + read), "HEAD:refs/heads/two")
                        .fails()
                        .output())
                .contains("403");
        String ofReader = token(reader, TokenScope.GIT).secret();
        work.run("ls-remote", url("x:" + ofReader)).succeeds();
        work.run("push", url("x:" + ofReader), "HEAD:refs/heads/two").fails();
        String ofStranger = token(stranger, TokenScope.GIT).secret();
        assertThat(work.run("ls-remote", url("x:" + ofStranger)).fails().output())
                .contains("not found");
        assertThat(git.repositories().branches(new TenantScope(acme.id()), repository.id()))
                .hasSize(1);
    }

    @Test
    void aTokenRevokedDuringThePushMovesNothing() {
        SignIn.NewToken token = token(developer, TokenScope.GIT);
        // The first ref's listener is the moment in between: the second ref must not move any more.
        var revoked = new java.util.concurrent.atomic.AtomicBoolean();
        listener = (transaction, push) -> {
            transaction.afterCommit(() -> {
                if (revoked.compareAndSet(false, true)) {
                    signIn.revokeToken(
                            new TenantScope(acme.id()),
                            developer.id(),
                            token.token().id());
                }
            });
            return List.of();
        };
        Git.Result push = work.run("push", url("x:" + token.secret()), "HEAD:refs/heads/one", "HEAD:refs/heads/two");
        assertThat(push.fails().output()).contains("your right to push ended while the push was under way");
        assertThat(git.repositories().branches(new TenantScope(acme.id()), repository.id()))
                .hasSize(1);
    }

    @Test
    void otherRequestsGetAnAnswer() throws Exception {
        String base = "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/git/acme/" + repository.name();
        assertThat(get(base + ".git/info/refs?service=git-upload-pack", null).statusCode())
                .isEqualTo(401);
        assertThat(get(base + ".git/info/refs?service=git-upload-pack", null)
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
        String token = token(developer, TokenScope.GIT).secret();
        assertThat(get(base + ".git/info/refs?service=git-upload-pack", token).statusCode())
                .isEqualTo(200);
        assertThat(get(base + "/info/refs?service=git-upload-pack", token).statusCode())
                .isEqualTo(200);
        assertThat(get(base + ".git/info/refs", token).statusCode()).isEqualTo(403);
        assertThat(get(base + ".git/info/refs?service=git-frobnicate", token).statusCode())
                .isEqualTo(403);
        assertThat(get(base + ".git/HEAD", token).statusCode()).isEqualTo(404);
        assertThat(get(base + "x.git/info/refs?service=git-upload-pack", token).statusCode())
                .isEqualTo(404);
        assertThat(get(base + ".git/git-upload-pack", token).statusCode()).isEqualTo(405);
    }

    private static HttpResponse<String> get(String url, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            Optional.ofNullable(token).ifPresent(given -> request.header("Authorization", "Bearer " + given));
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
