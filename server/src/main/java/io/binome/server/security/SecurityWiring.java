package io.binome.server.security;

import io.binome.server.api.ProblemResponse;
import io.binome.server.settings.Settings;
import io.binome.server.state.StateServlet;
import io.binome.tenancy.SignIn;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may come in by which door. What they may do there is said by {@link io.binome.tenancy.Access}, in each door. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class SecurityWiring {
    private static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self';"
            + " script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
            + " object-src 'none'";
    private static final RequestMatcher STATES =
            request -> request.getRequestURI().startsWith(StateServlet.AT);

    @Bean
    SessionCookie sessionCookie(Settings settings) {
        return new SessionCookie(settings.encrypted());
    }

    /** Before everything else, so that what the firewall refuses is answered with these headers, too. */
    @Bean
    FilterRegistrationBean<Filter> headersOfEveryAnswer() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            if (response instanceof HttpServletResponse answer) {
                answer.setHeader("Content-Security-Policy", CONTENT_POLICY);
                answer.setHeader("X-Content-Type-Options", "nosniff");
                answer.setHeader("X-Frame-Options", "DENY");
                answer.setHeader("Referrer-Policy", ReferrerPolicy.SAME_ORIGIN.getPolicy());
            }
            chain.doFilter(request, response);
        });
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** What the framework refuses to look at; clients of the state backend lock and unlock by methods of their own. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall usual = new StrictHttpFirewall();
        StrictHttpFirewall ofStates = new StrictHttpFirewall();
        ofStates.setAllowedHttpMethods(StateServlet.METHODS);
        return new HttpFirewall() {
            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                return (STATES.matches(request) ? ofStates : usual).getFirewalledRequest(request);
            }

            @Override
            public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                return usual.getFirewalledResponse(response);
            }
        };
    }

    /** There are no users but {@link SignIn}'s; this keeps the framework from inventing one. */
    @Bean
    UserDetailsService noUsers() {
        return name -> {
            throw new UsernameNotFoundException(name);
        };
    }

    /** To the sign-in, and from there to the page that was asked for. */
    private static String signInFirst(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") || request.getRequestURI().equals("/")) {
            return "/sign-in";
        }
        String query = request.getQueryString();
        return "/sign-in?next="
                + URLEncoder.encode(
                        request.getRequestURI() + (query == null ? "" : "?" + query), StandardCharsets.UTF_8);
    }

    /**
     * The state backend's servlet finds out by itself who asks, and reads no cookie that a foreign page could misuse. Many
     * clients wait at a lock at once, so nothing stands before it but the firewall.
     */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain doorOfStates(HttpSecurity http) throws Exception {
        return http.securityMatcher(STATES)
                .csrf(csrf -> csrf.disable())
                .headers(headers -> headers.disable())
                .sessionManagement(sessions -> sessions.disable())
                .securityContext(context -> context.disable())
                .anonymous(anonymous -> anonymous.disable())
                .servletApi(api -> api.disable())
                .exceptionHandling(failures -> failures.disable())
                .logout(logout -> logout.disable())
                .requestCache(cache -> cache.disable())
                .build();
    }

    @Bean
    SecurityFilterChain doors(HttpSecurity http, SignIn signIn, SessionCookie cookie, Settings settings)
            throws Exception {
        CookieCsrfTokenRepository csrfTokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        csrfTokens.setCookieName("binome-csrf");
        csrfTokens.setCookieCustomizer(token -> token.secure(settings.encrypted()));
        // A header that a browser never adds by itself proves that no foreign page made the request.
        RequestMatcher byToken = request -> request.getHeader("Authorization") != null;
        RequestMatcher git = request -> request.getRequestURI().startsWith("/git/");
        RequestMatcher signInByApi = request -> request.getRequestURI().equals("/api/v1/sign-in");
        // Programs ask there, too, which are told that they have to bring a token, and not shown the way to the
        // sign-in.
        RequestMatcher api = request -> request.getRequestURI().startsWith("/api/")
                || request.getRequestURI().equals("/metrics");
        // Without a session there is nothing to be misused; such a request is told to sign in.
        RequestMatcher apiWithoutSession =
                request -> api.matches(request) && cookie.read(request).isEmpty();
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens)
                        .spa()
                        // Every request shows anew who it is from; a new token each time would void open pages.
                        .sessionAuthenticationStrategy((authentication, request, response) -> {})
                        .ignoringRequestMatchers(byToken, git, signInByApi, apiWithoutSession))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers(
                                        "/sign-in",
                                        "/join/**",
                                        "/reset/**",
                                        "/forgotten",
                                        "/assets/**",
                                        "/favicon.ico",
                                        "/health/**",
                                        "/api/v1/sign-in",
                                        "/api/v1/openapi.json",
                                        // Shows the token of a host, which is nobody's who may come in elsewhere.
                                        "/api/v1/agent/readings",
                                        "/git/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .exceptionHandling(failures -> failures.authenticationEntryPoint((request, response, failure) -> {
                            if (api.matches(request)) {
                                ProblemResponse.unauthenticated(response);
                            } else {
                                response.sendRedirect(signInFirst(request));
                            }
                        })
                        .accessDeniedHandler((request, response, failure) -> {
                            if (api.matches(request)) {
                                ProblemResponse.refused(response);
                            } else {
                                response.sendError(403);
                            }
                        }))
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable())
                .logout(logout -> logout.disable())
                .requestCache(cache -> cache.disable())
                .addFilterBefore(new PrincipalFilter(signIn, cookie), BasicAuthenticationFilter.class)
                .build();
    }
}
