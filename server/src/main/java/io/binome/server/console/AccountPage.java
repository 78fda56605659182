package io.binome.server.console;

import io.binome.tenancy.SignIn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person's own account. {@code secret} of a token that was just made, shown this once; else null. */
public record AccountPage(
        List<SignIn.Token> tokens, @Nullable String secret, String loginCommand, String gitUser) {}
