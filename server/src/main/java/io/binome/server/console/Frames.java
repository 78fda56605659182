package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.tenancy.Access;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Member;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

/** Makes the frame of a page from the request. */
final class Frames {
    private static final int LOOKED_AT = 50;

    private final Assets assets;
    private final Access access;
    private final Tenants tenants;
    private final Closings closings;
    private final Changes changes;
    private final Inbox inbox;
    private final InstantSource clock;

    Frames(
            Assets assets,
            Access access,
            Tenants tenants,
            Closings closings,
            Changes changes,
            Inbox inbox,
            InstantSource clock) {
        this.assets = assets;
        this.access = access;
        this.tenants = tenants;
        this.closings = closings;
        this.changes = changes;
        this.inbox = inbox;
        this.clock = clock;
    }

    Reader reader(HttpServletRequest request) {
        return new Reader(Preferences.locale(request), clock.instant());
    }

    /** Outside of any tenant: signing in, the provider's overview, one's own account. */
    Frame outside(HttpServletRequest request, @Nullable Principal principal, String section, String title) {
        return frame(request, principal, null, null, section, title, 0, Set.of());
    }

    Frame inside(HttpServletRequest request, Principal principal, Access.Entry entry, String section, String title) {
        Set<Permission> may = Arrays.stream(Permission.values())
                .filter(permission -> access.allows(principal, entry.tenant(), permission))
                .collect(Collectors.toSet());
        List<Change> open = changes.list(
                        entry.scope(), new ChangeFilter(null, "open", null), PageRequest.first(LOOKED_AT))
                .items();
        int waiting = (int) open.stream()
                .filter(change -> Waiting.forPerson(change, principal.actor().reference(), may))
                .count();
        Instant closesAt = closings.of(entry.scope())
                .filter(closing -> closing.closed() == null)
                .map(Closing::closesAt)
                .orElse(null);
        return frame(request, principal, entry.tenant(), closesAt, section, title, waiting, may);
    }

    /** For the page that says what went wrong: asks nothing that may fail again. */
    Frame bare(HttpServletRequest request, String title) {
        return frame(request, null, null, null, "", title, 0, Set.of());
    }

    /** Who asks, where nobody needs to. */
    static @Nullable Principal visitor() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Principal principal
                ? principal
                : null;
    }

    private Frame frame(
            HttpServletRequest request,
            @Nullable Principal principal,
            @Nullable Tenant tenant,
            @Nullable Instant closesAt,
            String section,
            String title,
            int waiting,
            Set<Permission> may) {
        Reader reader = reader(request);
        String done = request.getParameter("done");
        String csrf =
                request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token.getToken() : "";
        return new Frame(
                reader,
                assets,
                request.getRequestURI(),
                Preferences.theme(request),
                csrf,
                principal == null ? null : me(principal),
                tenant,
                closesAt,
                section,
                title,
                done != null && reader.knows("done." + done) ? done : null,
                waiting,
                may,
                Sorting.of(request));
    }

    private Frame.Me me(Principal principal) {
        TenantScope home = new TenantScope(principal.home());
        Member member = tenants.member(home, principal.member()).orElse(null);
        return new Frame.Me(
                member == null ? "" : member.displayName(),
                member == null ? "" : member.email(),
                principal.role().name().toLowerCase(Locale.ROOT),
                tenants.get(home).name(),
                principal.role().ofProvider(),
                principal.actor().reference(),
                inbox.unread(home, principal.member()));
    }
}
