package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.DatabaseTenantsTest.together;
import static io.binome.tenancy.internal.Tenancy.ADDRESS;
import static io.binome.tenancy.internal.Tenancy.PASSWORD;
import static io.binome.tenancy.internal.Tenancy.actor;
import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.AccessTokenId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.Member;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn.NewToken;
import io.binome.tenancy.SignIn.Session;
import io.binome.tenancy.SignIn.Token;
import io.binome.tenancy.TenancyProblem.PasswordChangeRequired;
import io.binome.tenancy.TenancyProblem.SignInRefused;
import io.binome.tenancy.TenancyProblem.TokenNotFound;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions, passwords and tokens. Links and the lock-out have tests of their own. */
class DatabaseSignInTest {
    private final Tenancy tenancy = new Tenancy();
    private final Tenant tenant = tenancy.tenant("librairie");
    private final Member lead = tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
    private final Member developer = tenancy.member(tenant, "dev@librairie.example", Role.DEVELOPER);

    @AfterEach
    void close() {
        tenancy.close();
    }

    @Test
    void aSessionProvesWhoSomebodyIs() {
        Session session = tenancy.signIn.open(" Dev@Librairie.example", PASSWORD, ADDRESS);
        assertThat(session.mustChangePassword()).isFalse();
        assertThat(session.until()).isEqualTo(tenancy.clock.instant().plus(Duration.ofDays(14)));
        assertThat(session.toString()).doesNotContain(session.secret());
        assertThat(tenancy.signIn.bySession(session.secret())).contains(session.principal());
        assertThat(session.principal().member()).isEqualTo(developer.id());
        assertThat(session.principal().scopes()).containsExactlyInAnyOrder(TokenScope.values());
        assertThat(tenancy.signIn.bySession(session.secret() + "x")).isEmpty();
        tenancy.signIn.close(session.secret());
        assertThat(tenancy.signIn.bySession(session.secret())).isEmpty();
        tenancy.signIn.close(session.secret());
    }

    @Test
    void whatIsWrongIsNotSaid() {
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open("dev@librairie.example", "wrong", ADDRESS));
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open("nobody@librairie.example", PASSWORD, ADDRESS));
        assertProblem(
                SignInRefused.class,
                () -> tenancy.signIn.open("dev@librairie.example", "x".repeat(1_000_000), ADDRESS));
    }

    @Test
    void sessionsEndWhenIdleAndAtTheLatestAfterTwoWeeks() {
        Session idle = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        Session busy = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        for (int hours = 11; hours < 14 * 24; hours += 11) {
            tenancy.clock.advance(Duration.ofHours(11));
            assertThat(tenancy.signIn.bySession(busy.secret())).isPresent();
        }
        assertThat(tenancy.signIn.bySession(idle.secret())).isEmpty();
        tenancy.clock.advance(Duration.ofHours(11));
        assertThat(tenancy.signIn.bySession(busy.secret())).isEmpty();
        Session next = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        assertThat(tenancy.signIn.bySession(next.secret())).isPresent();
        tenancy.database.asOwner(sql ->
                assertThat(sql.fetchValue("SELECT count(*) FROM session")).isEqualTo(1L));
    }

    @Test
    void useIsWrittenAtMostOnceAMinute() {
        NewToken token = token(developer, TokenScope.API);
        tenancy.signIn.byToken(token.secret());
        tenancy.clock.advance(Duration.ofSeconds(59));
        tenancy.signIn.byToken(token.secret());
        assertThat(onlyToken(developer).lastUsedAt()).isEqualTo(token.token().createdAt());
        tenancy.clock.advance(Duration.ofSeconds(1));
        tenancy.signIn.byToken(token.secret());
        assertThat(onlyToken(developer).lastUsedAt()).isEqualTo(tenancy.clock.instant());
    }

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() {
        NewToken token = token(developer, TokenScope.GIT, TokenScope.READ);
        assertThat(token.secret()).matches("bnm_[0-9A-Za-z]{49}");
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(tenancy.signIn.byToken(token.secret()))
                .contains(new Principal(
                        developer.id(), tenant.id(), Role.DEVELOPER, Set.of(TokenScope.GIT, TokenScope.READ)));
        assertThat(onlyToken(developer).id()).isEqualTo(token.token().id());
        assertThat(tenancy.signIn.byToken("bnm_nonsense")).isEmpty();
        tenancy.database.asOwner(
                sql -> assertThat(sql.fetch("SELECT * FROM access_token").format())
                        .doesNotContain(token.secret().substring(4)));
        List<String> lines = new ArrayList<>();
        tenancy.ledger.export(scope(tenant), lines::add);
        assertThat(String.join("", lines))
                .contains("access-token.created")
                .doesNotContain(token.secret(), Secrets.stored(token.secret()), "laptop");
    }

    @Test
    void aTokenEndsWhenItExpiresIsRevokedOrItsMemberLeaves() {
        NewToken expiring = token(developer, TokenScope.API);
        tenancy.clock.advance(Duration.ofDays(30).minusSeconds(1));
        assertThat(tenancy.signIn.byToken(expiring.secret())).isPresent();
        tenancy.clock.advance(Duration.ofSeconds(1));
        assertThat(tenancy.signIn.byToken(expiring.secret())).isEmpty();

        NewToken revoked = token(developer, TokenScope.API);
        AccessTokenId id = revoked.token().id();
        assertProblem(TokenNotFound.class, () -> tenancy.signIn.revokeToken(scope(tenant), lead.id(), id));
        tenancy.signIn.revokeToken(scope(tenant), developer.id(), id);
        assertThat(tenancy.signIn.byToken(revoked.secret())).isEmpty();
        assertProblem(TokenNotFound.class, () -> tenancy.signIn.revokeToken(scope(tenant), developer.id(), id));

        NewToken left = token(developer, TokenScope.API);
        Session session = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        tenancy.tenants.remove(scope(tenant), actor(lead), developer.id());
        assertThat(tenancy.signIn.byToken(left.secret())).isEmpty();
        assertThat(tenancy.signIn.bySession(session.secret())).isEmpty();
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS));
    }

    @Test
    void aTokenFollowsTheRole() {
        NewToken token = token(developer, TokenScope.API);
        Session session = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        tenancy.tenants.changeRole(scope(tenant), actor(lead), developer.id(), Role.READER);
        assertThat(tenancy.signIn.byToken(token.secret()).orElseThrow().role()).isEqualTo(Role.READER);
        assertThat(tenancy.signIn.bySession(session.secret())).isEmpty();
    }

    @Test
    void refusesTokensWithoutScopeTitleOrEnd() {
        for (Duration lifetime : List.of(Duration.ofMinutes(59), Duration.ofDays(367), Duration.ofDays(-1))) {
            assertProblem(
                    InvalidInput.class,
                    () -> tenancy.signIn.createToken(
                            scope(tenant), developer.id(), "laptop", Set.of(TokenScope.API), lifetime));
        }
        assertProblem(
                InvalidInput.class,
                () -> tenancy.signIn.createToken(
                        scope(tenant), developer.id(), "laptop", Set.of(), Duration.ofDays(1)));
        assertProblem(
                InvalidInput.class,
                () -> tenancy.signIn.createToken(
                        scope(tenant), developer.id(), "", Set.of(TokenScope.API), Duration.ofDays(1)));
    }

    @Test
    void signingOutEverywhereEndsAllSessionsAndNoToken() {
        NewToken token = token(developer, TokenScope.API);
        Session first = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        Session second = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        Session others = tenancy.signIn.open("lead@librairie.example", PASSWORD, ADDRESS);
        tenancy.signIn.closeAll(scope(tenant), developer.id());
        assertThat(tenancy.signIn.bySession(first.secret())).isEmpty();
        assertThat(tenancy.signIn.bySession(second.secret())).isEmpty();
        assertThat(tenancy.signIn.bySession(others.secret())).isPresent();
        assertThat(tenancy.signIn.byToken(token.secret())).isPresent();
        assertThat(tenancy.ledgerKinds(tenant)).startsWith("member.signed-out");
    }

    @Test
    void changingThePasswordEndsTheOtherSessions() {
        Session old = tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
        assertProblem(
                SignInRefused.class,
                () -> tenancy.signIn.changePassword(scope(tenant), developer.id(), "wrong", "another good one"));
        assertProblem(
                InvalidInput.class,
                () -> tenancy.signIn.changePassword(scope(tenant), developer.id(), PASSWORD, "short"));
        assertProblem(
                InvalidInput.class,
                () -> tenancy.signIn.changePassword(scope(tenant), developer.id(), PASSWORD, PASSWORD));
        Session fresh = tenancy.signIn.changePassword(scope(tenant), developer.id(), PASSWORD, "another good one");
        assertThat(tenancy.signIn.bySession(old.secret())).isEmpty();
        assertThat(tenancy.signIn.bySession(fresh.secret())).isPresent();
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS));
        tenancy.signIn.open("dev@librairie.example", "another good one", ADDRESS);
        assertThat(tenancy.ledgerKinds(tenant)).startsWith("member.password-changed");
    }

    @Test
    void aPasswordThatSomebodyElseChoseOpensNothingElse() {
        Tenant tenant = tenancy.tenant("papeterie");
        Member lead = tenancy.tenants.createMember(
                scope(tenant),
                tenancy.owner(),
                new Tenants.NewMember("lead@papeterie.example", "Lead", Role.LEAD, PASSWORD));
        assertThat(tenancy.signIn.open(lead.email(), PASSWORD, ADDRESS).mustChangePassword())
                .isTrue();
        Session chosen = tenancy.signIn.changePassword(scope(tenant), lead.id(), PASSWORD, PASSWORD + " of my own");
        assertThat(chosen.mustChangePassword()).isFalse();
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open(lead.email(), PASSWORD, ADDRESS));
    }

    @Test
    void theFirstOwnerMustChooseAPassword() {
        Member owner = tenancy.firstOwner.member();
        String once = tenancy.firstOwner.password();
        Session session = tenancy.signIn.open(owner.email(), once, ADDRESS);
        assertThat(session.mustChangePassword()).isTrue();
        assertThat(tenancy.signIn.bySession(session.secret()).orElseThrow().mustChangePassword())
                .isTrue();
        assertProblem(
                PasswordChangeRequired.class,
                () -> tenancy.signIn.createToken(
                        scope(tenancy.provider()), owner.id(), "laptop", Set.of(TokenScope.API), Duration.ofDays(1)));
        Session chosen = tenancy.signIn.changePassword(scope(tenancy.provider()), owner.id(), once, PASSWORD);
        assertThat(chosen.mustChangePassword()).isFalse();
        assertThat(tenancy.access.enterPlatform(chosen.principal()).tenant()).isEqualTo(tenancy.provider());
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open(owner.email(), once, ADDRESS));
    }

    @Test
    void aHashOfOtherParametersIsRenewedAtSignIn() {
        // "password" by the reference implementation, 64 MiB.
        tenancy.database.asOwner(sql -> sql.execute("UPDATE member SET password_hash ="
                + " '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'"
                + " WHERE email = 'dev@librairie.example'"));
        tenancy.signIn.open("dev@librairie.example", "password", ADDRESS);
        tenancy.database.asOwner(sql -> assertThat(
                        sql.fetchValue("SELECT password_hash FROM member WHERE email = 'dev@librairie.example'"))
                .asString()
                .startsWith("$argon2id$v=19$m=64,t=1,p=1$"));
        tenancy.signIn.open("dev@librairie.example", "password", ADDRESS);
    }

    @Test
    void noSessionOutlivesARemovalThatRanBesideIt() throws Exception {
        Callable<Boolean> signIn = () -> {
            try {
                tenancy.signIn.open("dev@librairie.example", PASSWORD, ADDRESS);
                return true;
            } catch (ProblemException refused) {
                return false;
            }
        };
        together(List.of(signIn, signIn, signIn, () -> {
            tenancy.tenants.remove(scope(tenant), actor(lead), developer.id());
            return true;
        }));
        tenancy.database.asOwner(sql ->
                assertThat(sql.fetchValue("SELECT count(*) FROM session")).isEqualTo(0L));
    }

    private NewToken token(Member member, TokenScope... scopes) {
        return tenancy.signIn.createToken(scope(tenant), member.id(), "laptop", Set.of(scopes), Duration.ofDays(30));
    }

    private Token onlyToken(Member member) {
        List<Token> tokens = tenancy.signIn.tokens(scope(tenant), member.id());
        assertThat(tokens).hasSize(1);
        return tokens.getFirst();
    }
}
