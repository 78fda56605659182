package io.binome.server.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Language and theme, each kept in a cookie and switched by asking for any page with {@code ?language=} or
 * {@code ?theme=}: such a request sets the cookie and comes back to the page without the word.
 */
final class Preferences implements HandlerInterceptor {
    static final String LANGUAGE = "language";
    static final String THEME = "theme";
    private static final List<String> LANGUAGES = List.of("en", "fr");
    private static final List<String> THEMES = List.of("auto", "light", "dark");

    static Locale locale(HttpServletRequest request) {
        return cookie(request, LANGUAGE)
                .filter(LANGUAGES::contains)
                .map(Locale::forLanguageTag)
                .orElseGet(() -> accepted(request));
    }

    private static Locale accepted(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        if (header == null) {
            return Locale.ENGLISH;
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(header), List.of(Locale.ENGLISH, Locale.FRENCH));
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }

    static String theme(HttpServletRequest request) {
        return cookie(request, THEME).filter(THEMES::contains).orElse("auto");
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals("binome-" + name)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws java.io.IOException {
        boolean language = keep(request, response, LANGUAGE, LANGUAGES);
        boolean theme = keep(request, response, THEME, THEMES);
        if (!language && !theme) {
            return true;
        }
        String query = request.getQueryString();
        String back = UriComponentsBuilder.fromPath(request.getRequestURI())
                .query(query)
                .replaceQueryParam(LANGUAGE)
                .replaceQueryParam(THEME)
                .build(true)
                .toUriString();
        response.sendRedirect(Links.local(back));
        return false;
    }

    private static boolean keep(
            HttpServletRequest request, HttpServletResponse response, String name, List<String> choices) {
        String asked = request.getMethod().equals("GET") ? request.getParameter(name) : null;
        if (asked == null || !choices.contains(asked)) {
            return false;
        }
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from("binome-" + name, asked)
                        .path("/")
                        .sameSite("Lax")
                        .httpOnly(true)
                        .maxAge(Duration.ofDays(400))
                        .build()
                        .toString());
        return true;
    }
}
