package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.DatabaseTenantsTest.together;
import static io.binome.tenancy.internal.Tenancy.ADDRESS;
import static io.binome.tenancy.internal.Tenancy.PASSWORD;
import static io.binome.tenancy.internal.Tenancy.actor;
import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn.PendingInvitation;
import io.binome.tenancy.SignIn.Session;
import io.binome.tenancy.TenancyProblem.EmailTaken;
import io.binome.tenancy.TenancyProblem.InvitationNotFound;
import io.binome.tenancy.TenancyProblem.LinkInvalid;
import io.binome.tenancy.TenancyProblem.LockedOut;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.TenancyProblem.MembershipClosed;
import io.binome.tenancy.TenancyProblem.RoleMisplaced;
import io.binome.tenancy.TenancyProblem.SignInRefused;
import io.binome.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Invitations and password resets. */
class LinksTest {
    private final Tenancy tenancy = new Tenancy();
    private final Tenant tenant = tenancy.tenant("librairie");
    private final Member lead = tenancy.member(tenant, "lead@librairie.example", Role.LEAD);

    @AfterEach
    void close() {
        tenancy.close();
    }

    @Test
    void anInvitationLetsOnePersonIn() {
        String secret = tenancy.signIn.invite(scope(tenant), actor(lead), "New@Librairie.example", Role.DEVELOPER);
        assertThat(tenancy.signIn.invitation(secret)).hasValueSatisfying(invitation -> {
            assertThat(invitation.email()).isEqualTo("new@librairie.example");
            assertThat(invitation.tenant()).isEqualTo(tenant);
            assertThat(invitation.role()).isEqualTo(Role.DEVELOPER);
        });
        assertProblem(InvalidInput.class, () -> tenancy.signIn.acceptInvitation(secret, "New", "short"));
        Member member = tenancy.signIn.acceptInvitation(secret, "New", PASSWORD);
        assertThat(tenancy.tenants.members(scope(tenant))).contains(member);
        tenancy.signIn.open("new@librairie.example", PASSWORD, ADDRESS);
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.acceptInvitation(secret, "Again", PASSWORD));
        assertThat(tenancy.signIn.invitation(secret)).isEmpty();
        assertThat(tenancy.ledgerKinds(tenant)).startsWith("member.joined", "member.invited");
    }

    @Test
    void ofTwoWhoAcceptAtOnceOneJoins() throws Exception {
        for (int round = 0; round < 3; round++) {
            String secret = tenancy.signIn.invite(
                    scope(tenant), actor(lead), "new" + round + "@librairie.example", Role.DEVELOPER);
            Callable<String> accept = () -> {
                try {
                    tenancy.signIn.acceptInvitation(secret, "New", PASSWORD);
                    return "joined";
                } catch (ProblemException refused) {
                    return refused.problem().code();
                }
            };
            assertThat(together(List.of(accept, accept))).containsExactlyInAnyOrder("joined", "link-invalid");
        }
        assertThat(tenancy.tenants.members(scope(tenant))).hasSize(4);
    }

    @Test
    void invitationsExpireAreReplacedAndWithdrawn() {
        String first = tenancy.signIn.invite(scope(tenant), actor(lead), "a@librairie.example", Role.READER);
        String second = tenancy.signIn.invite(scope(tenant), actor(lead), "a@librairie.example", Role.DEVELOPER);
        assertThat(tenancy.signIn.invitation(first)).isEmpty();
        assertThat(tenancy.signIn.invitations(scope(tenant)))
                .extracting(PendingInvitation::role)
                .containsExactly(Role.DEVELOPER);
        PendingInvitation open = tenancy.signIn.invitations(scope(tenant)).getFirst();
        Tenant other = tenancy.tenant("mairie");
        assertThat(tenancy.signIn.invitations(scope(other))).isEmpty();
        assertProblem(
                InvitationNotFound.class,
                () -> tenancy.signIn.withdrawInvitation(scope(other), actor(lead), open.id()));
        tenancy.signIn.withdrawInvitation(scope(tenant), actor(lead), open.id());
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.acceptInvitation(second, "A", PASSWORD));
        String third = tenancy.signIn.invite(scope(tenant), actor(lead), "a@librairie.example", Role.READER);
        tenancy.clock.advance(Duration.ofDays(7));
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.acceptInvitation(third, "A", PASSWORD));
        assertThat(tenancy.signIn.invitations(scope(tenant))).isEmpty();
    }

    @Test
    void nobodyLearnsWhoIsMemberElsewhere() {
        Tenant other = tenancy.tenant("mairie");
        Member otherLead = tenancy.member(other, "lead@mairie.example", Role.LEAD);
        String secret = tenancy.signIn.invite(scope(other), actor(otherLead), "lead@librairie.example", Role.READER);
        assertProblem(EmailTaken.class, () -> tenancy.signIn.acceptInvitation(secret, "Lead", PASSWORD));
        assertProblem(
                EmailTaken.class,
                () -> tenancy.signIn.invite(scope(other), actor(otherLead), "lead@mairie.example", Role.READER));
    }

    @Test
    void theProviderInvitesAFirstLeadOnly() {
        Tenant fresh = tenancy.tenant("mairie");
        assertProblem(
                MembershipClosed.class,
                () -> tenancy.signIn.invite(scope(fresh), tenancy.owner(), "dev@mairie.example", Role.DEVELOPER));
        assertProblem(
                RoleMisplaced.class,
                () -> tenancy.signIn.invite(scope(fresh), tenancy.owner(), "op@mairie.example", Role.OPERATOR));
        String first = tenancy.signIn.invite(scope(fresh), tenancy.owner(), "a@mairie.example", Role.LEAD);
        String second = tenancy.signIn.invite(scope(fresh), tenancy.owner(), "b@mairie.example", Role.LEAD);
        tenancy.signIn.acceptInvitation(first, "A", PASSWORD);
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.acceptInvitation(second, "B", PASSWORD));
        assertProblem(
                MembershipClosed.class,
                () -> tenancy.signIn.invite(scope(fresh), tenancy.owner(), "c@mairie.example", Role.LEAD));
    }

    @Test
    void aResetSetsThePasswordOnceAndEndsTheSessions() {
        Session session = tenancy.signIn.open("lead@librairie.example", PASSWORD, ADDRESS);
        String secret = tenancy.signIn.beginReset("Lead@librairie.example").orElseThrow();
        assertThat(tenancy.signIn.beginReset("nobody@librairie.example")).isEmpty();
        assertThat(tenancy.signIn.beginReset("lead@librairie.example")).isEmpty();
        assertProblem(InvalidInput.class, () -> tenancy.signIn.finishReset(secret, "short"));
        tenancy.signIn.finishReset(secret, "another good one");
        assertThat(tenancy.signIn.bySession(session.secret())).isEmpty();
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.finishReset(secret, "a third good one"));
        assertProblem(SignInRefused.class, () -> tenancy.signIn.open("lead@librairie.example", PASSWORD, ADDRESS));
        tenancy.signIn.open("lead@librairie.example", "another good one", ADDRESS);
        assertThat(tenancy.ledgerKinds(tenant)).startsWith("member.password-reset", "member.password-reset-begun");
    }

    @Test
    void resetsExpireAndReplaceEachOther() {
        String first = tenancy.signIn.beginReset("lead@librairie.example").orElseThrow();
        tenancy.clock.advance(Duration.ofMinutes(1));
        String second = tenancy.signIn.beginReset("lead@librairie.example").orElseThrow();
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.finishReset(first, "another good one"));
        tenancy.clock.advance(Duration.ofHours(1));
        assertProblem(LinkInvalid.class, () -> tenancy.signIn.finishReset(second, "another good one"));
        assertProblem(
                MemberNotFound.class,
                () -> tenancy.signIn.beginReset(
                        scope(tenant), actor(lead), tenancy.firstOwner.member().id()));
    }

    @Test
    void aResetOpensALockedAccount() {
        for (int i = 0; i < 5; i++) {
            assertProblem(SignInRefused.class, () -> tenancy.signIn.open("lead@librairie.example", "wrong", ADDRESS));
        }
        assertProblem(LockedOut.class, () -> tenancy.signIn.open("lead@librairie.example", PASSWORD, ADDRESS));
        String secret = tenancy.signIn.beginReset(scope(tenant), actor(lead), lead.id());
        tenancy.signIn.finishReset(secret, "another good one");
        tenancy.signIn.open("lead@librairie.example", "another good one", ADDRESS);
    }

    @Test
    void ofTwoWhoFinishAResetAtOnceOneDoes() throws Exception {
        String secret = tenancy.signIn.beginReset("lead@librairie.example").orElseThrow();
        Callable<String> finish = () -> {
            try {
                tenancy.signIn.finishReset(secret, "another good one");
                return "done";
            } catch (ProblemException refused) {
                return refused.problem().code();
            }
        };
        assertThat(together(List.of(finish, finish))).containsExactlyInAnyOrder("done", "link-invalid");
    }
}
