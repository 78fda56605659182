package io.binome.secrets;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where HashiCorp Vault or OpenBao keeps the master key, and how Binome signs in there.
 *
 * @param address {@code https://}, or {@code http://} on loopback; no path
 * @param namespace of Vault Enterprise or OpenBao
 * @param authority file with certificates in PEM that the server's must come from; null for the system's
 * @param mount of the transit engine
 * @param key its name there
 * @param loginMount where the login's method is mounted; of no use to a token
 * @param role the role-id, or the role of the JWT; empty for a token
 * @param credentialFile with the secret-id, the JWT or the token; read anew at each sign-in, so that an agent may renew it
 * @param keptFor for how long an unwrapped key is used without asking again; from a minute to a week
 */
public record VaultKeySettings(
        URI address,
        @Nullable String namespace,
        @Nullable Path authority,
        String mount,
        String key,
        Login login,
        String loginMount,
        String role,
        Path credentialFile,
        Duration keptFor) {
    /** Before the names of the settings. */
    public static final String PREFIX = "binome.vault-key.";

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,7}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** How Binome signs in. */
    public enum Login {
        /** {@code auth/<mount>/login} with role-id and secret-id. */
        APPROLE,
        /** {@code auth/<mount>/login} with a role and a JSON Web Token. */
        JWT,
        /** No sign-in: the file holds a token, which somebody else may renew. */
        TOKEN
    }

    public VaultKeySettings {
        boolean loopback = address.getHost() != null && address.getHost().matches("localhost|127\\..*|\\[::1]");
        require(
                "https".equals(address.getScheme()) || "http".equals(address.getScheme()) && loopback,
                "address",
                "must begin with https://, or with http:// on loopback");
        require(
                address.getHost() != null
                        && address.getRawUserInfo() == null
                        && (address.getRawPath().isEmpty()
                                || address.getRawPath().equals("/"))
                        && address.getRawQuery() == null,
                "address",
                "must be a host and a port alone");
        require(namespace == null || PATH.matcher(namespace).matches(), "namespace", "is none");
        require(PATH.matcher(mount).matches(), "mount", "is none");
        require(NAME.matcher(key).matches(), "key", "is no name of a key");
        require(PATH.matcher(loginMount).matches(), "login-mount", "is none");
        require(login == Login.TOKEN || !role.isBlank(), "role", "is needed for this login");
        require(
                keptFor.compareTo(SHORTEST) >= 0 && keptFor.compareTo(LONGEST) <= 0,
                "kept-for",
                "must be from a minute to a week");
    }

    /** How the key is called where keys are told apart. */
    public String id() {
        return "vault:" + (namespace == null ? "" : namespace + "/") + mount + "/" + key;
    }

    /**
     * From texts, with the defaults of the settings.
     *
     * @param setting gives what was set under a name without the prefix, or null
     * @return empty when no address is set
     * @throws IllegalArgumentException saying which setting is wrong
     */
    public static Optional<VaultKeySettings> of(Function<String, @Nullable String> setting) {
        String address = setting.apply("address");
        if (address == null || address.isBlank()) {
            return Optional.empty();
        }
        String file = setting.apply("credential-file");
        require(file != null && !file.isBlank(), "credential-file", "is needed beside the address");
        String authority = setting.apply("authority");
        Login login = login(or(setting.apply("login"), "approle"));
        return Optional.of(new VaultKeySettings(
                uri(address.strip()),
                blankToNull(setting.apply("namespace")),
                blankToNull(authority) == null ? null : Path.of(String.valueOf(authority)),
                or(setting.apply("mount"), "transit"),
                or(setting.apply("key"), "binome"),
                login,
                or(setting.apply("login-mount"), login.name().toLowerCase(Locale.ROOT)),
                or(setting.apply("role"), ""),
                Path.of(String.valueOf(file)),
                duration(or(setting.apply("kept-for"), "4h"))));
    }

    private static Login login(String text) {
        for (Login login : Login.values()) {
            if (login.name().equalsIgnoreCase(text)) {
                return login;
            }
        }
        throw new IllegalArgumentException(PREFIX + "login must be approle, jwt or token");
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(PREFIX + "address is no address", malformed);
        }
    }

    /** As in the server's settings: {@code 90s}, {@code 30m}, {@code 4h}, {@code 2d}. */
    private static Duration duration(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            return lower.endsWith("d")
                    ? Duration.ofDays(Long.parseLong(lower.substring(0, lower.length() - 1)))
                    : Duration.parse(lower.startsWith("pt") ? lower : "PT" + lower);
        } catch (NumberFormatException | java.time.format.DateTimeParseException malformed) {
            throw new IllegalArgumentException(PREFIX + "kept-for is no time, such as 4h", malformed);
        }
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text.strip();
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static void require(boolean holds, String setting, String what) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + setting + " " + what);
        }
    }
}
