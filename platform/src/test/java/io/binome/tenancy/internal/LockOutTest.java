package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.DatabaseTenantsTest.together;
import static io.binome.tenancy.internal.Tenancy.ADDRESS;
import static io.binome.tenancy.internal.Tenancy.PASSWORD;
import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Role;
import io.binome.tenancy.TenancyProblem.LockedOut;
import io.binome.tenancy.TenancyProblem.SignInRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockOutTest {
    private static final String EMAIL = "lead@librairie.example";
    private final Tenancy tenancy = new Tenancy();

    @BeforeEach
    void arrange() {
        tenancy.member(tenancy.tenant("librairie"), EMAIL, Role.LEAD);
    }

    @AfterEach
    void close() {
        tenancy.close();
    }

    /** The same for an account that is there and one that is not. */
    @ParameterizedTest
    @ValueSource(strings = {EMAIL, "nobody@librairie.example"})
    void locksForTwiceAsLongEachTime(String email) {
        for (int i = 0; i < 5; i++) {
            assertProblem(SignInRefused.class, () -> tenancy.signIn.open(email, "wrong", ADDRESS));
        }
        for (int seconds = 2; seconds <= 32; seconds *= 2) {
            assertThat(lockedUntil(email)).isEqualTo(tenancy.clock.instant().plusSeconds(seconds));
            tenancy.clock.advance(Duration.ofSeconds(seconds).minusNanos(1000));
            lockedUntil(email);
            tenancy.clock.advance(Duration.ofNanos(1000));
            assertProblem(SignInRefused.class, () -> tenancy.signIn.open(email, "wrong", ADDRESS));
        }
    }

    @Test
    void theRightPasswordStartsAnew() {
        for (int round = 0; round < 3; round++) {
            fail(4, EMAIL, address(round));
            tenancy.signIn.open(EMAIL, PASSWORD, address(round));
        }
    }

    @Test
    void theRightPasswordDoesNotOpenALockedAccount() {
        fail(5, EMAIL, ADDRESS);
        assertProblem(LockedOut.class, () -> tenancy.signIn.open(EMAIL, PASSWORD, "203.0.113.9"));
        tenancy.clock.advance(Duration.ofSeconds(2));
        tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
    }

    @Test
    void oneAddressCannotTryEverybody() {
        for (int i = 0; i < 20; i++) {
            fail(1, "person" + i + "@librairie.example", ADDRESS);
        }
        assertProblem(LockedOut.class, () -> tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS));
        tenancy.signIn.open(EMAIL, PASSWORD, "203.0.113.9");
    }

    @Test
    void anAccountOfOnesOwnDoesNotBuyMoreAttempts() {
        for (int i = 0; i < 20; i++) {
            if (i % 4 == 3) {
                tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
            }
            fail(1, "person" + i + "@librairie.example", ADDRESS);
        }
        assertProblem(LockedOut.class, () -> tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS));
    }

    @Test
    void manyAtOnceAreManyFailures() throws Exception {
        Callable<String> attempt = () -> {
            try {
                tenancy.signIn.open(EMAIL, "wrong", ADDRESS);
                return "opened";
            } catch (ProblemException refused) {
                return refused.problem().code();
            }
        };
        List<String> answers = together(Collections.nCopies(30, attempt));
        assertThat(answers.stream().filter("sign-in-refused"::equals)).hasSize(5);
        assertThat(answers.stream().filter("locked-out"::equals)).hasSize(25);
    }

    @Test
    void replicasShareTheLock() {
        fail(5, EMAIL, ADDRESS);
        DatabaseSignIn replica = new DatabaseSignIn(
                tenancy.database.database(),
                tenancy.ledger,
                tenancy.clock,
                tenancy.ids,
                tenancy.random,
                tenancy.passwords);
        assertProblem(LockedOut.class, () -> replica.open(EMAIL, PASSWORD, ADDRESS));
    }

    @Test
    void failuresAreForgottenAfterAnHour() {
        fail(4, EMAIL, ADDRESS);
        tenancy.clock.advance(Duration.ofHours(1));
        fail(4, EMAIL, ADDRESS);
        tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
        fail(1, "other@librairie.example", "203.0.113.9");
        tenancy.clock.advance(Duration.ofHours(2));
        tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
        tenancy.database.asOwner(
                sql -> assertThat(sql.fetchValue("SELECT count(*) FROM sign_in_failure WHERE attempts > 0"))
                        .isEqualTo(0L));
    }

    @Test
    void aClockThatJumpedDoesNotLockForYears() {
        tenancy.clock.advance(Duration.ofDays(3650));
        fail(5, EMAIL, ADDRESS);
        tenancy.clock.advance(Duration.ofDays(-3650));
        tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
    }

    @Test
    void aSessionDoesNotHelpToGuessThePassword() {
        var session = tenancy.signIn.open(EMAIL, PASSWORD, ADDRESS);
        var scope = new TenantScope(session.principal().home());
        var member = session.principal().member();
        for (int i = 0; i < 5; i++) {
            assertProblem(
                    SignInRefused.class,
                    () -> tenancy.signIn.changePassword(scope, member, "wrong", "another good one"));
        }
        assertProblem(
                LockedOut.class, () -> tenancy.signIn.changePassword(scope, member, PASSWORD, "another good one"));
    }

    private void fail(int times, String email, String address) {
        for (int i = 0; i < times; i++) {
            assertProblem(SignInRefused.class, () -> tenancy.signIn.open(email, "wrong", address));
        }
    }

    private Instant lockedUntil(String email) {
        try {
            tenancy.signIn.open(email, PASSWORD, ADDRESS);
            throw new AssertionError("not locked");
        } catch (ProblemException refused) {
            return ((LockedOut) refused.problem()).until();
        }
    }

    private static String address(int number) {
        return "203.0.113." + number;
    }
}
