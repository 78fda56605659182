package io.binome.cli.demo;

import io.binome.cli.ApiClient;
import io.binome.cli.CommandProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the people of the story sign in. The provider's owner: as {@code BINOME_DEMO_EMAIL} and
 * {@code BINOME_DEMO_PASSWORD} say, or as an earlier demo left it, or with the password of the server's first start.
 */
final class SignIns {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final Demo.Place place;
    private final JsonMapper mapper;
    private final SecureRandom random = new SecureRandom();

    SignIns(Demo.Place place, JsonMapper mapper) {
        this.place = place;
        this.mapper = mapper;
    }

    /** @param token for the API and for git */
    record Person(Account account, String id, String token, ApiClient api) {
        @Override
        public String toString() {
            return "Person[" + account.email() + "]";
        }
    }

    Person owner() throws IOException {
        String description = "the provider's owner";
        String email = place.environment().get("BINOME_DEMO_EMAIL");
        String password = place.environment().get("BINOME_DEMO_PASSWORD");
        if (email != null && password != null) {
            return signIn(new Account(email, password, description), null);
        }
        Optional<Account> left = left(description);
        if (left.isPresent()) {
            try {
                return signIn(left.get(), null);
            } catch (CommandProblem refused) {
                // It was changed since, or the demo ended before it was set: the first password decides.
            }
        }
        Path first = place.home().resolve("first-password");
        StepFailure.unless(
                Files.isReadable(first),
                "Only the provider's owner can make a tenant, and the owner's password is not the first one any more."
                        + " Set BINOME_DEMO_EMAIL and BINOME_DEMO_PASSWORD to an owner's, or set BINOME_HOME to a new"
                        + " folder for a server of the demo's own.");
        List<String> lines = Files.readAllLines(first);
        Account chosen = left.orElseGet(() -> new Account(lines.get(0), newPassword(), description));
        keep(chosen);
        return signIn(new Account(lines.get(0), lines.get(1), description), chosen.password());
    }

    /** @param wanted the password to choose, where the present one was given by somebody else; null to keep it */
    Person signIn(Account account, @org.jspecify.annotations.Nullable String wanted) {
        var request = mapper.createObjectNode()
                .put("email", account.email())
                .put("password", account.password())
                .put("title", "demo")
                .put("lifetimeDays", 1);
        Account lasting = account;
        if (wanted != null) {
            request.put("newPassword", wanted);
            lasting = new Account(account.email(), wanted, account.description());
        }
        JsonNode answer = new ApiClient(place.server(), null, mapper).post("/sign-in", request);
        String token = answer.path("secret").asString();
        return new Person(
                lasting, answer.path("me").path("id").asString(), token, new ApiClient(place.server(), token, mapper));
    }

    String newPassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private Path file() {
        return place.home().resolve("demo").resolve("owner.json");
    }

    private Optional<Account> left(String description) throws IOException {
        if (!Files.isReadable(file())) {
            return Optional.empty();
        }
        JsonNode kept = mapper.readTree(Files.readString(file()));
        return Optional.of(
                new Account(kept.path("email").asString(), kept.path("password").asString(), description));
    }

    private void keep(Account account) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file().getParent()));
        Files.deleteIfExists(file());
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file(), mapper.writeValueAsString(Map.of("email", account.email(), "password", account.password())));
    }
}
