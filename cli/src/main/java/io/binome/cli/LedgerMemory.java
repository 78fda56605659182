package io.binome.cli;

import io.binome.ledger.Checkpoint;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The latest checkpoint that this computer has seen of each ledger, and the key that it believes: one file for each server
 * and tenant below the folder of the sign-ins. It is what makes a rewritten ledger visible, so it is never changed but for
 * a later one that was proven to continue it, or by somebody who says so.
 */
final class LedgerMemory {
    private final Path folder;
    private final JsonMapper mapper;

    LedgerMemory(Path folder, JsonMapper mapper) {
        this.folder = folder;
        this.mapper = mapper;
    }

    /** @param since when this computer first saw the ledger, or was told to begin anew */
    record Remembered(String server, String tenant, NoteKey key, SignedCheckpoint latest, Instant since) {
        Checkpoint checkpoint() {
            return latest.checkpoint();
        }

        Remembered at(SignedCheckpoint later) {
            return new Remembered(server, tenant, key, later, since);
        }

        Remembered under(NoteKey next) {
            return new Remembered(server, tenant, next, latest, since);
        }
    }

    Optional<Remembered> find(String server, String tenant) {
        Path file = file(server, tenant);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** Of a ledger by its origin, from whatever server. */
    List<Remembered> of(String origin) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Remembered> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder, 2)) {
            walk.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(this::read)
                    .filter(one -> one.checkpoint().origin().equals(origin))
                    .forEach(found::add);
        } catch (IOException unreadable) {
            throw new CommandProblem("The folder " + folder + " cannot be read: " + unreadable.getMessage());
        }
        return found;
    }

    void keep(Remembered remembered) {
        String text = mapper.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(mapper.createObjectNode()
                                .put("server", remembered.server())
                                .put("tenant", remembered.tenant())
                                .put("key", remembered.key().toString())
                                .put("checkpoint", remembered.latest().toString())
                                .put("since", remembered.since().toString()))
                + "\n";
        write(file(remembered.server(), remembered.tenant()), text);
    }

    /** Begins anew; what was remembered stays beside it. */
    void forget(String server, String tenant, Instant at) {
        Path file = file(server, tenant);
        try {
            if (Files.exists(file)) {
                Files.move(file, file.resolveSibling(tenant + ".forgotten-" + at.getEpochSecond()));
            }
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be moved: " + refused.getMessage());
        }
    }

    /** Keeps two checkpoints that contradict each other. */
    Path keepEvidence(Remembered seen, SignedCheckpoint shown) {
        Path file =
                file(seen.server(), seen.tenant()).resolveSibling(seen.tenant() + ".refused-" + shown.size() + ".txt");
        write(
                file,
                "Seen earlier by this computer:\n\n" + seen.latest() + "\nShown later by " + seen.server() + ":\n\n"
                        + shown);
        return file;
    }

    private Path file(String server, String tenant) {
        return folder.resolve(server.replaceAll("[^A-Za-z0-9.-]+", "_")).resolve(tenant + ".json");
    }

    private Remembered read(Path file) {
        try {
            JsonNode kept = mapper.readTree(Files.readString(file));
            return new Remembered(
                    kept.path("server").asString(),
                    kept.path("tenant").asString(),
                    NoteKey.parse(kept.path("key").asString()).orElseThrow(),
                    SignedCheckpoint.parse(kept.path("checkpoint").asString()).orElseThrow(),
                    Instant.parse(kept.path("since").asString()));
        } catch (IOException | JacksonException | NoSuchElementException | DateTimeException unreadable) {
            throw new CommandProblem(
                    "The file " + file + ", which remembers a ledger's checkpoint, cannot be read. If you"
                            + " did not damage it yourself, somebody wants this computer to forget. Move it away to begin anew.");
        }
    }

    private void write(Path file, String text) {
        try {
            Path parent = Files.createDirectories(
                    folder.resolve(folder.relativize(file).getName(0)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path written = Files.createTempFile(
                    parent,
                    "checkpoint",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, text, StandardCharsets.UTF_8);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new CommandProblem("The file " + file + " cannot be written: " + refused.getMessage());
        }
    }
}
