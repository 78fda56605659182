package io.binome.backup.internal;

import io.binome.backup.BackupProblem.FileTroubled;
import io.binome.backup.BackupProblem.KeyMissing;
import io.binome.backup.BackupProblem.KeyOther;
import io.binome.backup.BackupProblem.LedgerBroken;
import io.binome.backup.Backups.Restored;
import io.binome.backup.Backups.Restoring;
import io.binome.backup.Installation;
import io.binome.backup.internal.Manifest.Part;
import io.binome.database.DatabaseSettings;
import io.binome.database.Loading;
import io.binome.database.OpenDatabase;
import io.binome.database.Snapshot.Table;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.Verification;
import io.binome.secrets.MasterKey;
import io.binome.secrets.MasterKeyCopy;
import io.binome.secrets.WrappingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One restore: every check that can be made is made before the first thing is touched. */
final class Restoration {
    private static final Actor ACTOR = new Actor.Machine("backup");

    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> progress;

    Restoration(Installation installation, InstantSource clock, Consumer<String> progress) {
        this.installation = installation;
        this.clock = clock;
        this.progress = progress;
    }

    Restored run(Restoring wanted) {
        try (ArchiveReader archive = ArchiveReader.open(wanted.file())) {
            Manifest manifest = archive.manifest();
            manifest.schema().requireKnown();
            Target target = Target.of(installation, manifest.masterKey(), wanted.replace());
            WrappingKey key = key(wanted, manifest.masterKey());
            progress.accept("Checking the backup");
            archive.verify(key);
            return target.filled(clock.instant(), (settings, setAside) -> {
                load(archive, settings);
                Restored restored = verified(manifest, settings, setAside);
                if (key instanceof MasterKey own
                        && MasterKey.find(installation.masterKey(), installation.environment())
                                .isEmpty()) {
                    own.keep(installation.masterKey());
                }
                return restored;
            });
        } catch (IOException failed) {
            throw new ProblemException(
                    new FileTroubled(wanted.file().toString(), String.valueOf(failed.getMessage())), failed);
        }
    }

    private WrappingKey key(Restoring wanted, String id) throws IOException {
        Optional<WrappingKey> vault = installation.vault();
        if (vault.isPresent() && vault.get().id().equals(id)) {
            return vault.get();
        }
        Optional<MasterKey> own = MasterKey.find(installation.masterKey(), installation.environment());
        if (own.isPresent() && own.get().id().equals(id)) {
            return own.get();
        }
        if (installation.environment().containsKey(MasterKey.VARIABLE) && own.isPresent()) {
            throw new ProblemException(new KeyOther(id, own.get().id(), MasterKey.VARIABLE));
        }
        Path keys = wanted.keys();
        if (!Files.exists(keys)) {
            throw new ProblemException(new KeyMissing(id, keys.toString()));
        }
        String copy = Files.readString(keys);
        String given = MasterKeyCopy.id(copy, keys.toString());
        if (!given.equals(id)) {
            throw new ProblemException(new KeyOther(id, given, keys.toString()));
        }
        return MasterKeyCopy.open(copy, keys.toString(), wanted.passphrase().get());
    }

    private void load(ArchiveReader archive, DatabaseSettings settings) throws IOException {
        Manifest manifest = archive.manifest();
        try (Loading loading = Loading.begin(settings, manifest.schema())) {
            requireComplete(archive, loading.tables());
            for (Part part : manifest.parts()) {
                progress.accept("Loading " + part.table().name());
                try (ArchiveReader.Rows rows = archive.rows(part)) {
                    if (loading.load(part.table(), rows) != part.rows()) {
                        throw archive.damaged(
                                "it has not as many rows of " + part.table().name() + " as it says");
                    }
                    rows.requireAsWritten();
                }
            }
            manifest.sequences().forEach(loading::set);
            progress.accept("Checking references and making indexes");
            loading.commit();
        }
    }

    private static void requireComplete(ArchiveReader archive, List<Table> tables) {
        Manifest manifest = archive.manifest();
        for (Table table : tables) {
            boolean there = manifest.leftOut().contains(table.name())
                    || manifest.parts().stream().anyMatch(part -> part.table().equals(table));
            if (!there) {
                throw archive.damaged("it has no rows of table " + table.name());
            }
        }
    }

    /** Opening migrates to this version. The record says from now on that it was taken back, for whoever noted its head. */
    private Restored verified(Manifest manifest, DatabaseSettings settings, Optional<Path> setAside) {
        progress.accept("Migrating and verifying the ledgers");
        try (OpenDatabase database = OpenDatabase.open(settings)) {
            Ledger ledger = Ledger.in(database, clock);
            Map<String, TenantScope> tenants = database.asOverview(new TenantListStore()::list);
            long entries = 0;
            for (Map.Entry<String, TenantScope> tenant : tenants.entrySet()) {
                switch (ledger.verify(tenant.getValue())) {
                    case Verification.Sound sound -> entries += sound.entries();
                    case Verification.Broken broken ->
                        throw new ProblemException(new LedgerBroken(tenant.getKey(), broken.index(), broken.reason()));
                    case Verification.Unproven unproven ->
                        throw new ProblemException(
                                new LedgerBroken(tenant.getKey(), unproven.from(), unproven.reason()));
                }
            }
            String backup = Sha256.hex(manifest.bytes());
            for (TenantScope tenant : tenants.values()) {
                LedgerEvent event = new LedgerEvent(
                        "installation.restored",
                        "tenant:" + tenant.tenant(),
                        Map.of("backup", backup, "madeAt", manifest.at().toString()));
                database.inTenant(tenant, transaction -> ledger.append(transaction, ACTOR, event));
            }
            return new Restored(
                    manifest.at(), manifest.schema().version(), manifest.rows(), tenants.size(), entries, setAside);
        }
    }
}
