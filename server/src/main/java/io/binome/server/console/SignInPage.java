package io.binome.server.console;

import org.jspecify.annotations.Nullable;

/**
 * A form before or around signing in.
 *
 * @param address where it is sent
 * @param next where to go afterwards
 * @param trouble what was wrong with the last attempt, a sentence; null at first
 * @param company the tenant that somebody joins
 * @param role in which they join
 */
public record SignInPage(
        String address,
        String next,
        String email,
        @Nullable String trouble,
        @Nullable String company,
        @Nullable String role) {}
