package io.binome.backup.internal;

import io.binome.backup.BackupProblem.NothingToBackUp;
import io.binome.backup.BackupProblem.ServerRuns;
import io.binome.backup.Installation;
import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.kernel.ProblemException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The database of an installation, for as long as a piece of work lasts. */
final class InstalledDatabase {
    private final Installation installation;
    private final Consumer<String> progress;

    InstalledDatabase(Installation installation, Consumer<String> progress) {
        this.installation = installation;
        this.progress = progress;
    }

    /** The external one, the one that a server uses at this moment, or the embedded one, started for as long as this takes. */
    <T> T evenIfUsed(Function<DatabaseSettings, T> work) {
        return EmbeddedPostgres.ofOtherProcess(installation.embedded())
                .filter(_ -> installation.externalSettings().isEmpty())
                .map(work)
                .orElseGet(() -> alone(work));
    }

    /**
     * As above, but not one that a server of this machine has started.
     *
     * @throws ProblemException with {@link ServerRuns} or {@link NothingToBackUp}
     */
    <T> T alone(Function<DatabaseSettings, T> work) {
        Optional<DatabaseSettings> external = installation.externalSettings();
        if (external.isPresent()) {
            return work.apply(external.get());
        }
        if (!EmbeddedPostgres.exists(installation.embedded())) {
            throw new ProblemException(new NothingToBackUp(installation.home().toString()));
        }
        if (EmbeddedPostgres.ofOtherProcess(installation.embedded()).isPresent()) {
            throw new ProblemException(new ServerRuns(installation.home().toString()));
        }
        progress.accept("Starting the database");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(installation.embedded())) {
            return work.apply(server.database());
        }
    }
}
