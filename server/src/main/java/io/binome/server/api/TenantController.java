package io.binome.server.api;

import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Member;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Companies and their people. */
@RestController
@RequestMapping("/api/v1/tenants")
final class TenantController {
    private final Tenants tenants;
    private final SignIn signIn;
    private final Access access;
    private final Entrance entrance;
    private final Settings settings;

    TenantController(Tenants tenants, SignIn signIn, Access access, Entrance entrance, Settings settings) {
        this.tenants = tenants;
        this.signIn = signIn;
        this.access = access;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** All for the provider's people, for others their own. */
    @GetMapping
    Listing<TenantView> list(
            Principal principal,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Tenant home = entrance.home(principal, Permission.READ).tenant();
        if (!home.provider()) {
            return Listing.of(java.util.List.of(TenantView.of(home)));
        }
        Page<Tenant> page = tenants.all(new PageRequest(limit, after));
        return new Listing<>(
                page.items().stream()
                        .filter(tenant -> access.allows(principal, tenant, Permission.READ))
                        .map(TenantView::of)
                        .toList(),
                page.next());
    }

    /** Creates a company; with {@code firstLead}, its first lead: at once with a password, else by an invitation. */
    @SecretAnswer
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewTenantView create(Principal principal, @RequestBody NewTenantRequest request) {
        entrance.platform(principal);
        FirstLead lead = request.firstLead();
        if (lead != null) {
            Words.required("firstLead.email", lead.email());
        }
        Tenant tenant = tenants.create(
                principal.actor(),
                Words.required("name", request.name()),
                request.title() == null ? request.name() : request.title());
        if (lead == null) {
            return new NewTenantView(TenantView.of(tenant), null, null);
        }
        try {
            TenantScope scope = new TenantScope(tenant.id());
            if (lead.password() == null) {
                String secret = signIn.invite(scope, principal.actor(), lead.email(), Role.LEAD);
                return new NewTenantView(TenantView.of(tenant), null, joinLink(secret));
            }
            Member member = tenants.createMember(
                    scope,
                    principal.actor(),
                    new Tenants.NewMember(
                            lead.email(),
                            lead.displayName() == null ? lead.email() : lead.displayName(),
                            Role.LEAD,
                            lead.password()));
            return new NewTenantView(TenantView.of(tenant), MemberView.of(member), null);
        } catch (ProblemException failed) {
            throw new ProblemException(new ApiProblem.TenantWithoutLead(tenant.name(), failed.problem()), failed);
        }
    }

    @GetMapping("/{tenant}")
    TenantView get(Principal principal, @PathVariable String tenant) {
        return TenantView.of(entrance.tenant(principal, tenant, Permission.READ).tenant());
    }

    /** By their names. */
    @GetMapping("/{tenant}/members")
    Listing<MemberView> members(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return Listing.of(tenants.members(scope, new PageRequest(limit, after)), MemberView::of);
    }

    /** Creates a member with a first password, for set-up by programs; people are invited. */
    @PostMapping("/{tenant}/members")
    @ResponseStatus(HttpStatus.CREATED)
    MemberView createMember(Principal principal, @PathVariable String tenant, @RequestBody NewMemberRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        return MemberView.of(tenants.createMember(
                scope,
                principal.actor(),
                new Tenants.NewMember(
                        Words.required("email", request.email()),
                        request.displayName() == null ? request.email() : request.displayName(),
                        Words.parse("role", Role.class, request.role()),
                        Words.required("password", request.password()))));
    }

    /** Signs the person out everywhere. */
    @PatchMapping("/{tenant}/members/{member}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changeRole(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String member,
            @RequestBody RoleRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        tenants.changeRole(
                scope, principal.actor(), MemberId.parse(member), Words.parse("role", Role.class, request.role()));
    }

    @DeleteMapping("/{tenant}/members/{member}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Principal principal, @PathVariable String tenant, @PathVariable String member) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        tenants.remove(scope, principal.actor(), MemberId.parse(member));
    }

    /** A link by which a member who lost the password sets another; valid for an hour. */
    @SecretAnswer
    @PostMapping("/{tenant}/members/{member}/reset")
    @ResponseStatus(HttpStatus.CREATED)
    LinkView reset(Principal principal, @PathVariable String tenant, @PathVariable String member) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        String secret = signIn.beginReset(scope, principal.actor(), MemberId.parse(member));
        return new LinkView(settings.linkBase() + "/reset/" + secret);
    }

    /** Those that are still open, newest first. */
    @GetMapping("/{tenant}/invitations")
    Listing<InvitationView> invitations(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        return Listing.of(signIn.invitations(scope, new PageRequest(limit, after)), InvitationView::of);
    }

    /** A link by which one person joins; valid for 7 days. Replaces an earlier invitation of the same address. */
    @SecretAnswer
    @PostMapping("/{tenant}/invitations")
    @ResponseStatus(HttpStatus.CREATED)
    LinkView invite(Principal principal, @PathVariable String tenant, @RequestBody InvitationRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        return new LinkView(joinLink(signIn.invite(
                scope,
                principal.actor(),
                Words.required("email", request.email()),
                Words.parse("role", Role.class, request.role()))));
    }

    @DeleteMapping("/{tenant}/invitations/{invitation}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(Principal principal, @PathVariable String tenant, @PathVariable String invitation) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS).scope();
        signIn.withdrawInvitation(scope, principal.actor(), InvitationId.parse(invitation));
    }

    private String joinLink(String secret) {
        return settings.linkBase() + "/join/" + secret;
    }

    /** @param closedAt null while its stay goes on */
    record TenantView(
            String id,
            String name,
            String title,
            boolean provider,
            Instant createdAt,
            @Nullable Instant closedAt) {
        static TenantView of(Tenant tenant) {
            Tenant.Closed closed = tenant.closed();
            return new TenantView(
                    tenant.id().toString(),
                    tenant.name(),
                    tenant.title(),
                    tenant.provider(),
                    tenant.createdAt(),
                    closed == null ? null : closed.at());
        }
    }

    record NewTenantRequest(
            String name, @Nullable String title, @Nullable FirstLead firstLead) {}

    record FirstLead(
            String email,
            @Nullable String displayName,
            @Nullable String password) {}

    record NewTenantView(
            TenantView tenant,
            @Nullable MemberView firstLead,
            @Nullable String invitationLink) {}

    record MemberView(String id, String email, String displayName, String role, Instant createdAt) {
        static MemberView of(Member member) {
            return new MemberView(
                    member.id().toString(),
                    member.email(),
                    member.displayName(),
                    Words.of(member.role()),
                    member.createdAt());
        }
    }

    record NewMemberRequest(String email, @Nullable String displayName, String role, String password) {}

    record RoleRequest(String role) {}

    record InvitationRequest(String email, String role) {}

    record InvitationView(String id, String email, String role, Instant createdAt, Instant expiresAt) {
        static InvitationView of(SignIn.PendingInvitation invitation) {
            return new InvitationView(
                    invitation.id().toString(),
                    invitation.email(),
                    Words.of(invitation.role()),
                    invitation.createdAt(),
                    invitation.expiresAt());
        }
    }

    /** @param link to be handed to the person; it is not to be had again */
    record LinkView(String link) {}
}
