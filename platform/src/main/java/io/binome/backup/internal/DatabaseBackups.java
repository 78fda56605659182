package io.binome.backup.internal;

import io.binome.backup.BackupProblem.KeyOther;
import io.binome.backup.BackupProblem.KeyStaysInVault;
import io.binome.backup.BackupProblem.NothingToBackUp;
import io.binome.backup.BackupProblem.RotationUnfinished;
import io.binome.backup.Backups;
import io.binome.backup.Installation;
import io.binome.backup.internal.Manifest.Part;
import io.binome.database.Snapshot;
import io.binome.database.Snapshot.Table;
import io.binome.kernel.ProblemException;
import io.binome.secrets.MasterKey;
import io.binome.secrets.MasterKeyCopy;
import io.binome.secrets.NextMasterKey;
import io.binome.secrets.WrappingKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Writes backups; {@link Restoration} reads them. */
public final class DatabaseBackups implements Backups {
    /** What opens a door must not come back to life: who had a session signs in again, and asks for a new link. */
    static final Set<String> LEFT_OUT = Set.of("session", "password_reset");

    private final Installation installation;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Consumer<String> progress;

    public DatabaseBackups(
            Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        this.installation = installation;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
    }

    @Override
    public Written write(Writing wanted) {
        NewFile file = NewFile.at(wanted.file());
        Optional<NewFile> keys = wanted.keys().map(NewFile::at);
        WrappingKey key = key();
        // Before the long part: a passphrase that will not do should not cost an hour.
        Optional<String> copy = keys.map(_ -> copy(key, wanted));
        return new InstalledDatabase(installation, progress).evenIfUsed(settings -> {
            try (Snapshot snapshot = Snapshot.open(settings)) {
                requireSameKey(snapshot, key);
                Manifest manifest = write(snapshot, key, file);
                if (keys.isPresent() && copy.isPresent()) {
                    keys.get().write(out -> out.write(copy.get().getBytes(StandardCharsets.UTF_8)));
                }
                return new Written(
                        file.path(),
                        file.size(),
                        keys.map(NewFile::path),
                        key.id(),
                        manifest.schema().version(),
                        manifest.at(),
                        manifest.rows());
            }
        });
    }

    private WrappingKey key() {
        return installation
                .vault()
                .or(() -> MasterKey.find(installation.masterKey(), installation.environment()))
                .orElseThrow(() -> new ProblemException(
                        new NothingToBackUp(installation.home().toString())));
    }

    private String copy(WrappingKey key, Writing wanted) {
        if (key instanceof MasterKey own) {
            return MasterKeyCopy.seal(own, wanted.passphrase().get(), random);
        }
        throw new ProblemException(new KeyStaysInVault(key.id()));
    }

    @Override
    public Restored restore(Restoring wanted) {
        return new Restoration(installation, clock, progress).run(wanted);
    }

    private Manifest write(Snapshot snapshot, WrappingKey key, NewFile file) {
        Instant at = clock.instant();
        List<Table> tables = snapshot.tables();
        List<Part> parts = new ArrayList<>();
        List<Manifest> made = new ArrayList<>();
        file.write(out -> {
            try (ArchiveWriter archive = new ArchiveWriter(out, at)) {
                for (Table table : tables) {
                    if (!LEFT_OUT.contains(table.name())) {
                        progress.accept("Reading " + table.name());
                        parts.add(archive.table(snapshot, table));
                    }
                }
                Manifest manifest = new Manifest(
                        at,
                        key.id(),
                        snapshot.schema(),
                        parts,
                        snapshot.sequences(),
                        LEFT_OUT.stream().sorted().toList());
                archive.manifest(manifest.bytes(), ArchiveReader.proof(key, manifest.bytes()));
                made.add(manifest);
            }
        });
        return made.getFirst();
    }

    /** A backup whose keys open nothing in it would be found out on the worst day. */
    private void requireSameKey(Snapshot snapshot, WrappingKey key) {
        for (String used : snapshot.values("tenant_key", "master_key", "lost_at")) {
            if (NextMasterKey.find(installation.masterKey())
                    .filter(next -> next.key().id().equals(used) && !used.equals(key.id()))
                    .isPresent()) {
                throw new ProblemException(
                        new RotationUnfinished(installation.home().toString()));
            }
            if (!used.equals(key.id())) {
                throw new ProblemException(
                        new KeyOther(used, key.id(), installation.masterKey() + " (or " + MasterKey.VARIABLE + ")"));
            }
        }
    }

    /** Writes to a stream. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
