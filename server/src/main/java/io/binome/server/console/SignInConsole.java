package io.binome.server.console;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.security.SessionCookie;
import io.binome.tenancy.Access;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TenancyProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Coming in and going out: sign-in, a password of one's own, joining and resetting by link. */
@Controller
final class SignInConsole {
    private final SignIn signIn;
    private final Access access;
    private final SessionCookie cookie;
    private final Frames frames;
    private final Pages pages;

    SignInConsole(SignIn signIn, Access access, SessionCookie cookie, Frames frames, Pages pages) {
        this.signIn = signIn;
        this.access = access;
        this.cookie = cookie;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/sign-in")
    View form(HttpServletRequest request, @RequestParam(defaultValue = "/") String next) {
        if (Frames.visitor() != null) {
            return new RedirectView(Links.local(next));
        }
        return pages.page(
                "sign-in",
                frames.outside(request, null, "", "sign-in.title"),
                new SignInPage("/sign-in", Links.local(next), "", null, null, null));
    }

    @PostMapping("/sign-in")
    View open(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam String email,
            @RequestParam String password,
            @RequestParam(defaultValue = "/") String next) {
        try {
            SignIn.Session session = signIn.open(email.strip(), password, request.getRemoteAddr());
            cookie.write(response, session);
            return new RedirectView(session.mustChangePassword() ? "/account/password" : Links.local(next));
        } catch (ProblemException refused) {
            Frame frame = frames.outside(request, null, "", "sign-in.title");
            return pages.page(
                    refused.problem().status(),
                    "sign-in",
                    frame,
                    new SignInPage(
                            "/sign-in",
                            Links.local(next),
                            email,
                            frame.reader().problem(refused.problem()),
                            null,
                            null));
        }
    }

    @PostMapping("/sign-out")
    String close(HttpServletRequest request, HttpServletResponse response) {
        cookie.read(request).ifPresent(signIn::close);
        cookie.clear(response);
        return "redirect:/sign-in?done=signed-out";
    }

    /** There is no mailbox of Binome's yet: a link is made by somebody who may, and the page says who. */
    @GetMapping("/forgotten")
    View forgotten(HttpServletRequest request) {
        return pages.page(
                "forgotten",
                frames.outside(request, null, "", "forgotten.title"),
                new SignInPage("/sign-in", "/", "", null, null, null));
    }

    @GetMapping("/reset/{secret}")
    View reset(HttpServletRequest request, @PathVariable String secret) {
        return resetPage(request, 200, secret, null);
    }

    @PostMapping("/reset/{secret}")
    View reset(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable String secret,
            @RequestParam String password) {
        try {
            signIn.finishReset(secret, password);
            cookie.clear(response);
            return new RedirectView("/sign-in?done=password-set");
        } catch (ProblemException refused) {
            return resetPage(
                    request,
                    refused.problem().status(),
                    secret,
                    frames.reader(request).problem(refused.problem()));
        }
    }

    private View resetPage(HttpServletRequest request, int status, String secret, @Nullable String trouble) {
        return pages.page(
                status,
                "reset",
                frames.outside(request, null, "", "reset.title"),
                new SignInPage("/reset/" + secret, "/", "", trouble, null, null));
    }

    @GetMapping("/join/{secret}")
    View join(HttpServletRequest request, @PathVariable String secret) {
        return joinPage(request, 200, secret, null);
    }

    @PostMapping("/join/{secret}")
    View join(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable String secret,
            @RequestParam String name,
            @RequestParam String password) {
        String email = signIn.invitation(secret).map(SignIn.Invitation::email).orElse("");
        try {
            signIn.acceptInvitation(secret, name.strip(), password);
            cookie.write(response, signIn.open(email, password, request.getRemoteAddr()));
            return new RedirectView("/");
        } catch (ProblemException refused) {
            return joinPage(
                    request,
                    refused.problem().status(),
                    secret,
                    frames.reader(request).problem(refused.problem()));
        }
    }

    private View joinPage(HttpServletRequest request, int status, String secret, @Nullable String trouble) {
        Frame frame = frames.outside(request, null, "", "join.title");
        Optional<SignIn.Invitation> invitation = signIn.invitation(secret);
        if (invitation.isEmpty()) {
            throw new ProblemException(new TenancyProblem.LinkInvalid());
        }
        return pages.page(
                status,
                "join",
                frame,
                new SignInPage(
                        "/join/" + secret,
                        "/",
                        invitation.get().email(),
                        trouble,
                        invitation.get().tenant().title(),
                        frame.word("role", invitation.get().role().name().toLowerCase(Locale.ROOT))));
    }

    @GetMapping("/account/password")
    View password(Principal principal, HttpServletRequest request) {
        access.enterAccount(principal);
        return passwordPage(principal, request, 200, null);
    }

    @PostMapping("/account/password")
    View password(
            Principal principal,
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam String old,
            @RequestParam String password) {
        TenantScope scope = access.enterAccount(principal);
        try {
            cookie.write(response, signIn.changePassword(scope, principal.member(), old, password));
            return new RedirectView(
                    principal.mustChangePassword() ? "/?done=password-set" : "/account?done=password-set");
        } catch (ProblemException refused) {
            String trouble = refused.problem() instanceof TenancyProblem.SignInRefused
                    ? frames.reader(request).text("password.wrong")
                    : frames.reader(request).problem(refused.problem());
            return passwordPage(principal, request, refused.problem().status(), trouble);
        }
    }

    private View passwordPage(Principal principal, HttpServletRequest request, int status, @Nullable String trouble) {
        Frame frame =
                frames.outside(request, principal.mustChangePassword() ? null : principal, "account", "password.title");
        return pages.page(status, "password", frame, new SignInPage("/account/password", "/", "", trouble, null, null));
    }
}
