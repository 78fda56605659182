package io.binome.server.api;

import io.binome.kernel.AccessTokenId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Access;
import io.binome.tenancy.Member;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TenancyProblem;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.TokenScope;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sign-in for programs, and what belongs to the person alone: password, access tokens, open sessions. */
@RestController
@RequestMapping("/api/v1")
final class PersonController {
    private static final int DEFAULT_DAYS = 90;
    private static final Set<TokenScope> DEFAULT_SCOPES = EnumSet.of(TokenScope.API, TokenScope.GIT);

    private final SignIn signIn;
    private final Tenants tenants;
    private final Access access;
    private final Entrance entrance;

    PersonController(SignIn signIn, Tenants tenants, Access access, Entrance entrance) {
        this.access = access;
        this.signIn = signIn;
        this.tenants = tenants;
        this.entrance = entrance;
    }

    /** Checks a password and answers an access token for API and git; no session is left open. */
    @SecretAnswer
    @PostMapping("/sign-in")
    @ResponseStatus(HttpStatus.CREATED)
    SignedInView signIn(@RequestBody SignInRequest request, HttpServletRequest from) {
        String title = request.title() == null ? "command line" : request.title();
        Duration lifetime = lifetime(request.lifetimeDays());
        SignIn.Session session = signIn.open(
                Words.required("email", request.email()),
                Words.required("password", request.password()),
                from.getRemoteAddr());
        try {
            TenantScope scope = new TenantScope(session.principal().home());
            if (session.mustChangePassword() && request.newPassword() == null) {
                throw new ProblemException(new TenancyProblem.PasswordChangeRequired());
            }
            if (request.newPassword() != null) {
                session = signIn.changePassword(
                        scope, session.principal().member(), request.password(), request.newPassword());
            }
            Principal principal = session.principal();
            SignIn.NewToken token =
                    signIn.createToken(scope, principal.member(), title, scopes(request.scopes()), lifetime);
            return new SignedInView(token.secret(), TokenView.of(token.token()), me(principal));
        } finally {
            signIn.close(session.secret());
        }
    }

    @GetMapping("/me")
    MeView me(Principal principal) {
        TenantScope scope = new TenantScope(principal.home());
        Member member = tenants.member(scope, principal.member())
                .orElseThrow(() -> new ProblemException(new TenancyProblem.MemberNotFound()));
        Tenant home = tenants.get(scope);
        return new MeView(
                member.id().toString(),
                member.email(),
                member.displayName(),
                Words.of(member.role()),
                home.name(),
                home.title(),
                home.provider(),
                principal.scopes().stream().map(Words::of).sorted().toList(),
                principal.mustChangePassword());
    }

    /** Ends all sessions; access tokens stay. */
    @PostMapping("/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(Principal principal, @RequestBody PasswordRequest request) {
        TenantScope scope = access.enterAccount(principal);
        SignIn.Session session = signIn.changePassword(
                scope,
                principal.member(),
                Words.required("password", request.password()),
                Words.required("newPassword", request.newPassword()));
        signIn.close(session.secret());
    }

    /** Ends all sessions of the person; access tokens are revoked one by one. */
    @PostMapping("/me/sign-out-everywhere")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOutEverywhere(Principal principal) {
        signIn.closeAll(access.enterAccount(principal), principal.member());
    }

    /** Newest first. */
    @GetMapping("/me/tokens")
    Listing<TokenView> tokens(
            Principal principal,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.home(principal, Permission.READ).scope();
        return Listing.of(signIn.tokens(scope, principal.member(), new PageRequest(limit, after)), TokenView::of);
    }

    /** The secret is answered this once. A token makes no token that may do more than itself. */
    @SecretAnswer
    @PostMapping("/me/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    NewTokenView createToken(Principal principal, @RequestBody TokenRequest request) {
        access.enterAccount(principal);
        TenantScope scope = entrance.home(principal, Permission.READ).scope();
        Set<TokenScope> scopes = scopes(request.scopes());
        if (!covers(principal.scopes(), scopes)) {
            throw new ProblemException(new ApiProblem.TokenTooNarrow());
        }
        SignIn.NewToken token = signIn.createToken(
                scope,
                principal.member(),
                Words.required("title", request.title()),
                scopes,
                lifetime(request.lifetimeDays()));
        return new NewTokenView(token.secret(), TokenView.of(token.token()));
    }

    /** Ends at once, also for what it is doing. */
    @DeleteMapping("/me/tokens/{token}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeToken(Principal principal, @PathVariable String token) {
        signIn.revokeToken(access.enterAccount(principal), principal.member(), AccessTokenId.parse(token));
    }

    /** Whoever may do everything over git and the API may also read there. */
    private static boolean covers(Set<TokenScope> held, Set<TokenScope> asked) {
        return held.containsAll(asked)
                || (held.containsAll(DEFAULT_SCOPES) && asked.equals(EnumSet.of(TokenScope.READ)));
    }

    private static Duration lifetime(@Nullable Integer days) {
        int asked = days == null ? DEFAULT_DAYS : days;
        if (asked < 1 || asked > 366) {
            throw new ProblemException(InvalidInput.of("lifetimeDays", "must be between 1 and 366"));
        }
        return Duration.ofDays(asked);
    }

    private static Set<TokenScope> scopes(@Nullable List<String> asked) {
        if (asked == null) {
            return DEFAULT_SCOPES;
        }
        Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        asked.forEach(word -> scopes.add(Words.parse("scopes", TokenScope.class, word)));
        return scopes;
    }

    /**
     * @param title of the token, {@code command line} when null
     * @param scopes {@code read}, {@code git}, {@code api}; api and git when null
     * @param lifetimeDays 1 to 366, 90 when null
     * @param newPassword takes the place of the password; needed where that was chosen by somebody else
     */
    record SignInRequest(
            String email,
            String password,
            @Nullable String title,
            @Nullable List<String> scopes,
            @Nullable Integer lifetimeDays,
            @Nullable String newPassword) {}

    record SignedInView(String secret, TokenView token, MeView me) {}

    record MeView(
            String id,
            String email,
            String displayName,
            String role,
            String tenant,
            String tenantTitle,
            boolean provider,
            List<String> scopes,
            boolean mustChangePassword) {}

    record PasswordRequest(String password, String newPassword) {}

    record TokenRequest(
            String title,
            @Nullable List<String> scopes,
            @Nullable Integer lifetimeDays) {}

    record NewTokenView(String secret, TokenView token) {}

    record TokenView(
            String id,
            String title,
            List<String> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {
        static TokenView of(SignIn.Token token) {
            return new TokenView(
                    token.id().toString(),
                    token.title(),
                    token.scopes().stream().map(Words::of).sorted().toList(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt());
        }
    }
}
