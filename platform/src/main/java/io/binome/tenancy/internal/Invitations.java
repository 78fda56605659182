package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn.Invitation;
import io.binome.tenancy.SignIn.PendingInvitation;
import io.binome.tenancy.TenancyProblem.EmailTaken;
import io.binome.tenancy.TenancyProblem.InvitationNotFound;
import io.binome.tenancy.TenancyProblem.LinkInvalid;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.internal.LinkStore.StoredInvitation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The invitations of {@link DatabaseSignIn}. */
final class Invitations {
    private static final Duration LIFETIME = Duration.ofDays(7);

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Ids ids;
    private final Secrets secrets;
    private final Passwords passwords;
    private final TenantStore tenants = new TenantStore();
    private final MemberStore members = new MemberStore();
    private final LinkStore links = new LinkStore();

    Invitations(Database database, Ledger ledger, InstantSource clock, Ids ids, Secrets secrets, Passwords passwords) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.ids = ids;
        this.secrets = secrets;
        this.passwords = passwords;
    }

    String invite(TenantScope scope, Actor actor, String email, Role role) {
        String address = PersonInput.email(email);
        String secret = secrets.link();
        Instant now = now();
        PendingInvitation invitation =
                new PendingInvitation(new InvitationId(ids.next()), address, role, now, now.plus(LIFETIME));
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lock(transaction);
            long chiefs = members.count(transaction, MembershipRules.chief(tenant));
            MembershipRules.requireMayName(actor, tenant, chiefs, role);
            // Whether somebody is a member elsewhere is nobody's business here: the invited one will be told.
            if (members.hasEmail(transaction, address)) {
                throw new ProblemException(new EmailTaken());
            }
            boolean fromOutside = MembershipRules.fromOutside(actor, tenant);
            links.putInvitation(transaction, invitation, fromOutside, Secrets.stored(secret));
            ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent("member.invited", "invitation:" + invitation.id(), Map.of("role", role.name())));
            return secret;
        });
    }

    List<PendingInvitation> list(TenantScope scope) {
        return database.inTenant(scope, transaction -> links.invitations(transaction, clock.instant()));
    }

    Page<PendingInvitation> list(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> links.invitations(transaction, clock.instant(), page));
    }

    void withdraw(TenantScope scope, Actor actor, InvitationId invitation) {
        database.inTenant(scope, transaction -> {
            if (!links.deleteInvitation(transaction, invitation)) {
                throw new ProblemException(new InvitationNotFound());
            }
            return ledger.append(
                    transaction, actor, new LedgerEvent("invitation.withdrawn", "invitation:" + invitation, Map.of()));
        });
    }

    Optional<Invitation> find(String secret) {
        return database.asSignIn(signIn -> links.findInvitation(signIn, Secrets.stored(secret), clock.instant())
                .flatMap(found -> tenants.byId(signIn, found.tenant())
                        .map(tenant -> new Invitation(
                                found.invitation().email(),
                                found.invitation().role(),
                                tenant,
                                found.invitation().expiresAt()))));
    }

    Member accept(String secret, String displayName, String password) {
        String hashOfSecret = Secrets.stored(secret);
        StoredInvitation found = database.asSignIn(
                        signIn -> links.findInvitation(signIn, hashOfSecret, clock.instant()))
                .orElseThrow(() -> new ProblemException(new LinkInvalid()));
        String shown = PersonInput.title("display name", displayName);
        String hash = passwords.hash(Passwords.require(password));
        return database.inTenant(new TenantScope(found.tenant()), transaction -> {
            Tenant tenant = tenants.lock(transaction);
            StoredInvitation taken = links.takeInvitation(transaction, hashOfSecret, clock.instant())
                    .orElseThrow(() -> new ProblemException(new LinkInvalid()));
            // The provider's word is good for a first lead, and there may be one by now.
            if (taken.fromOutside() && members.count(transaction, MembershipRules.chief(tenant)) > 0) {
                throw new ProblemException(new LinkInvalid());
            }
            PendingInvitation invitation = taken.invitation();
            Member member = new Member(
                    new MemberId(ids.next()), tenant.id(), invitation.email(), shown, invitation.role(), now());
            Account account = new Account(member, hash, false);
            if (!members.insert(transaction, account)) {
                throw new ProblemException(new EmailTaken());
            }
            ledger.append(
                    transaction,
                    account.actor(),
                    new LedgerEvent(
                            "member.joined",
                            "member:" + member.id(),
                            Map.of(
                                    "role",
                                    member.role().name(),
                                    "invitation",
                                    invitation.id().toString())));
            return member;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
