package io.binome.server.console;

import io.binome.kernel.AccessTokenId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.api.Words;
import io.binome.server.security.SessionCookie;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TokenScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** A person's own account: language, theme, password, sessions, access tokens. */
@Controller
@RequestMapping("/account")
final class AccountConsole {
    private final SignIn signIn;
    private final Access access;
    private final SessionCookie cookie;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    AccountConsole(SignIn signIn, Access access, SessionCookie cookie, Settings settings, Frames frames, Pages pages) {
        this.signIn = signIn;
        this.access = access;
        this.cookie = cookie;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View account(Principal principal, HttpServletRequest request) {
        return page(principal, request, null);
    }

    /** Answers the page itself, not a redirect: the secret is in no address and is not to be had again. */
    @PostMapping("/tokens")
    View createToken(
            Principal principal,
            HttpServletRequest request,
            @RequestParam String title,
            @RequestParam(defaultValue = "90") int days,
            @RequestParam(required = false) @Nullable List<String> scopes) {
        TenantScope scope = access.enterAccount(principal);
        if (days < 1 || days > 366) {
            throw new ProblemException(InvalidInput.of("lifetime", "must be between 1 and 366 days"));
        }
        Set<TokenScope> wanted = EnumSet.noneOf(TokenScope.class);
        for (String word : scopes == null ? List.of("git") : scopes) {
            wanted.add(Words.parse("scopes", TokenScope.class, word));
        }
        SignIn.NewToken token =
                signIn.createToken(scope, principal.member(), title.strip(), wanted, Duration.ofDays(days));
        return page(principal, request, token.secret());
    }

    @PostMapping("/tokens/{token}/revoke")
    String revokeToken(Principal principal, @PathVariable String token) {
        signIn.revokeToken(access.enterAccount(principal), principal.member(), AccessTokenId.parse(token));
        return Pages.to("/account", "token-revoked");
    }

    @PostMapping("/sign-out-everywhere")
    String signOutEverywhere(Principal principal, HttpServletResponse response) {
        signIn.closeAll(access.enterAccount(principal), principal.member());
        cookie.clear(response);
        return "redirect:/sign-in?done=signed-out-everywhere";
    }

    private View page(Principal principal, HttpServletRequest request, @Nullable String secret) {
        TenantScope scope = access.enterAccount(principal);
        Frame frame = frames.outside(request, principal, "account", "account.title");
        return pages.page(
                "account",
                frame,
                new AccountPage(
                        signIn.tokens(scope, principal.member()),
                        secret,
                        "binome login " + settings.linkBase(),
                        frame.me() == null ? "" : frame.me().email()));
    }
}
