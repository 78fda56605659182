package io.binome.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sign-ins kept by {@code binome login}: for each server the token that was made there, and which server was last. A file
 * that only its owner reads. A token is never sent to another server than its own.
 */
final class Profiles {
    private static final String USUAL = "http://127.0.0.1:8420";

    private final Path file;
    private final JsonMapper mapper;

    private Profiles(Path file, JsonMapper mapper) {
        this.file = file;
        this.mapper = mapper;
    }

    static Profiles of(Map<String, String> environment, JsonMapper mapper) {
        return new Profiles(folder(environment).resolve("config.json"), mapper);
    }

    /** Of everything that the command keeps. */
    static Path folder(Map<String, String> environment) {
        String folder = environment.get("XDG_CONFIG_HOME");
        Path base = folder != null && !folder.isBlank()
                ? Path.of(folder)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")), ".config");
        return base.resolve("binome");
    }

    /** Where the launcher's server answers, or would by default. */
    static String localServer(Map<String, String> environment) {
        String home = environment.get("BINOME_HOME");
        if (home != null) {
            Path address = Path.of(home, "run", "server.address");
            try {
                if (Files.isReadable(address)) {
                    return Files.readString(address).strip();
                }
            } catch (IOException unreadable) {
                return USUAL;
            }
        }
        return USUAL;
    }

    Optional<String> current() {
        return Optional.of(read().path("current").asString("")).filter(server -> !server.isEmpty());
    }

    Optional<Profile> find(String server) {
        JsonNode kept = read().path("servers").path(server);
        return kept.isObject()
                ? Optional.of(new Profile(
                        kept.path("token").asString(),
                        kept.path("tokenId").asString(),
                        kept.path("tenant").asString()))
                : Optional.empty();
    }

    void keep(String server, Profile profile) {
        ObjectNode all = read();
        all.put("current", server);
        ObjectNode servers = all.path("servers") instanceof ObjectNode there ? there : all.putObject("servers");
        servers.putObject(server)
                .put("token", profile.token())
                .put("tokenId", profile.tokenId())
                .put("tenant", profile.tenant());
        write(all);
    }

    void forget(String server) {
        ObjectNode all = read();
        if (all.path("servers") instanceof ObjectNode servers) {
            servers.remove(server);
        }
        if (all.path("current").asString("").equals(server)) {
            all.remove("current");
        }
        write(all);
    }

    private ObjectNode read() {
        try {
            if (Files.isReadable(file) && mapper.readTree(Files.readString(file)) instanceof ObjectNode all) {
                return all;
            }
            return mapper.createObjectNode();
        } catch (IOException | JacksonException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read: " + unreadable.getMessage()
                    + ". Remove it and sign in again.");
        }
    }

    private void write(ObjectNode all) {
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path written = Files.createTempFile(
                    file.getParent(),
                    "config",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written: " + refused.getMessage());
        }
    }

    record Profile(String token, String tokenId, String tenant) {
        @Override
        public String toString() {
            return "Profile[" + tenant + "]";
        }
    }
}
