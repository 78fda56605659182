package io.binome.server.console;

import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.server.api.Entrance;
import io.binome.server.api.Words;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Member;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TenancyProblem;
import io.binome.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** The people of a tenant: inviting by link, roles, removing, letting somebody back in. */
@Controller
@RequestMapping("/t/{tenant}/members")
final class MemberConsole {
    private final Entrance entrance;
    private final Tenants tenants;
    private final SignIn signIn;
    private final Access access;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    MemberConsole(
            Entrance entrance,
            Tenants tenants,
            SignIn signIn,
            Access access,
            Settings settings,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.tenants = tenants;
        this.signIn = signIn;
        this.access = access;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View list(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        return page(principal, request, entrance.tenant(principal, tenant, Permission.READ), null, null, false);
    }

    /** Answers the page itself, with the link on it: it is not to be had again. */
    @PostMapping("/invite")
    View invite(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam String email,
            @RequestParam String role) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS);
        String secret =
                signIn.invite(entry.scope(), principal.actor(), email.strip(), Words.parse("role", Role.class, role));
        return page(principal, request, entry, settings.linkBase() + "/join/" + secret, email.strip(), false);
    }

    @PostMapping("/invitations/{invitation}/withdraw")
    String withdraw(Principal principal, @PathVariable String tenant, @PathVariable String invitation) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS);
        signIn.withdrawInvitation(entry.scope(), principal.actor(), InvitationId.parse(invitation));
        return Pages.to("/t/" + tenant + "/members", "invitation-withdrawn");
    }

    @PostMapping("/{member}/role")
    String role(
            Principal principal, @PathVariable String tenant, @PathVariable String member, @RequestParam String role) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS);
        tenants.changeRole(
                entry.scope(), principal.actor(), MemberId.parse(member), Words.parse("role", Role.class, role));
        return Pages.to("/t/" + tenant + "/members", "role-changed");
    }

    @PostMapping("/{member}/remove")
    String remove(Principal principal, @PathVariable String tenant, @PathVariable String member) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS);
        tenants.remove(entry.scope(), principal.actor(), MemberId.parse(member));
        return Pages.to("/t/" + tenant + "/members", "member-removed");
    }

    @PostMapping("/{member}/reset")
    View reset(
            Principal principal, HttpServletRequest request, @PathVariable String tenant, @PathVariable String member) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_MEMBERS);
        Member one = tenants.member(entry.scope(), MemberId.parse(member))
                .orElseThrow(() -> new ProblemException(new TenancyProblem.MemberNotFound()));
        String secret = signIn.beginReset(entry.scope(), principal.actor(), one.id());
        return page(principal, request, entry, settings.linkBase() + "/reset/" + secret, one.displayName(), true);
    }

    private View page(
            Principal principal,
            HttpServletRequest request,
            Access.Entry entry,
            @Nullable String link,
            @Nullable String linkFor,
            boolean resets) {
        boolean manages = access.allows(principal, entry.tenant(), Permission.MANAGE_MEMBERS);
        List<String> roles = Arrays.stream(Role.values())
                .filter(role -> role.ofProvider() == entry.tenant().provider())
                .map(Words::of)
                .toList();
        return pages.page(
                "members",
                frames.inside(request, principal, entry, "members", "nav.members"),
                new MembersPage(
                        tenants.members(entry.scope()),
                        manages ? signIn.invitations(entry.scope()) : List.of(),
                        roles,
                        manages,
                        link,
                        linkFor,
                        resets));
    }
}
