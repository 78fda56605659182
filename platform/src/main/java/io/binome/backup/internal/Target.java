package io.binome.backup.internal;

import io.binome.backup.BackupProblem.HomeInUse;
import io.binome.backup.BackupProblem.ServerRuns;
import io.binome.backup.Installation;
import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.Loading;
import io.binome.kernel.ProblemException;
import io.binome.secrets.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a backup goes. What was there is set aside and not deleted; a failure puts it back. */
final class Target {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Installation installation;
    private final EmbeddedPostgresSettings embedded;
    private final boolean otherKey;

    private Target(Installation installation, boolean otherKey) {
        this.installation = installation;
        this.embedded = installation.embedded();
        this.otherKey = otherKey;
    }

    /** Fills a database; the path is where a former one went. */
    @FunctionalInterface
    interface Filling<T> {
        T fill(DatabaseSettings settings, Optional<Path> setAside) throws IOException;
    }

    /**
     * Passes when it may be filled. Nothing is touched.
     *
     * @throws ProblemException with {@link ServerRuns} or {@link HomeInUse}, or when an external database is not empty
     */
    static Target of(Installation installation, String masterKey, boolean replace) {
        Path home = installation.home();
        Path file = installation.masterKey();
        boolean otherKey = Files.exists(file)
                && !MasterKey.find(file, Map.of()).map(MasterKey::id).orElse("").equals(masterKey);
        Target target = new Target(installation, otherKey);
        if (installation.externalSettings().isPresent()) {
            Loading.requireEmpty(installation.externalSettings().get());
        } else if (EmbeddedPostgres.ofOtherProcess(target.embedded).isPresent()) {
            throw new ProblemException(new ServerRuns(home.toString()));
        } else if (!replace && Files.exists(target.embedded.home())) {
            throw new ProblemException(
                    new HomeInUse(home.toString(), target.embedded.home().toString()));
        }
        if (!replace && otherKey) {
            throw new ProblemException(new HomeInUse(home.toString(), file.toString()));
        }
        return target;
    }

    <T> T filled(Instant now, Filling<T> filling) throws IOException {
        Deque<Undo> undo = new ArrayDeque<>();
        try {
            if (otherKey) {
                setAside(installation.masterKey(), now, undo);
            }
            return installation.externalSettings().isPresent()
                    ? external(installation.externalSettings().get(), filling, undo)
                    : embedded(now, filling, undo);
        } catch (IOException | RuntimeException failed) {
            for (Undo step : undo) {
                try {
                    step.run();
                } catch (IOException | RuntimeException alsoFailed) {
                    failed.addSuppressed(alsoFailed);
                }
            }
            throw failed;
        }
    }

    @FunctionalInterface
    private interface Undo {
        void run() throws IOException;
    }

    private <T> T external(DatabaseSettings settings, Filling<T> filling, Deque<Undo> undo) throws IOException {
        undo.push(() -> Loading.clear(settings));
        return filling.fill(settings, Optional.empty());
    }

    private <T> T embedded(Instant now, Filling<T> filling, Deque<Undo> undo) throws IOException {
        Path folder = embedded.home();
        Optional<Path> aside = Optional.empty();
        if (Files.exists(folder)) {
            stopWhatIsLeft();
            aside = Optional.of(setAside(folder, now, undo));
        }
        undo.push(() -> delete(folder));
        try (EmbeddedPostgres server = EmbeddedPostgres.start(embedded)) {
            return filling.fill(server.database(), aside);
        }
    }

    /** A server whose process was killed leaves its database running. */
    private void stopWhatIsLeft() {
        if (Files.exists(embedded.home().resolve("data").resolve("postmaster.pid"))) {
            EmbeddedPostgres.start(embedded).stop();
        }
    }

    private static Path setAside(Path path, Instant now, Deque<Undo> undo) throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".replaced-" + MOMENT.format(now));
        Files.move(path, aside);
        undo.push(() -> Files.move(aside, path));
        return aside;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> paths;
            try (var walk = Files.walk(folder)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        }
    }
}
