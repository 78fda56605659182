package io.binome.secrets;

import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyUnreadable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * The master key that is to replace the one in a home's file. It lies beside that file until the database is under it,
 * so whatever moment a rotation ends at, the key that the database needs is on the disk. It is never deleted: an attempt
 * that came to nothing leaves it for the next one.
 */
public final class NextMasterKey {
    private final Path file;
    private final Path draft;
    private final MasterKey key;

    private NextMasterKey(Path file) {
        this.file = file;
        this.draft = draft(file);
        this.key = MasterKey.load(draft, Map.of(), new SecureRandom());
    }

    /** Makes one, unless an attempt before left one. */
    public static NextMasterKey prepare(Path file, SecureRandom random) {
        MasterKey.load(draft(file), Map.of(), random);
        return new NextMasterKey(file);
    }

    public static Optional<NextMasterKey> find(Path file) {
        return Files.exists(draft(file)) ? Optional.of(new NextMasterKey(file)) : Optional.empty();
    }

    public MasterKey key() {
        return key;
    }

    /** Gives the present key a second name, under which it stays: backups made under it need it. */
    public Path keepFormer() {
        MasterKey present = MasterKey.load(file, Map.of(), new SecureRandom());
        Path former = former(file, present);
        try {
            if (!present.id().equals(key.id())) {
                Files.createLink(former, file);
                sync(file);
            }
        } catch (FileAlreadyExistsException before) {
            // An attempt before came as far as this; its name says that it is the same key.
        } catch (IOException failed) {
            throw unusable(file, failed);
        }
        return former;
    }

    /** For a home whose key is elsewhere from now on: the file's key goes under its other name. */
    public static Path setAside(Path file) {
        MasterKey present = MasterKey.load(file, Map.of(), new SecureRandom());
        Path former = former(file, present);
        try {
            Files.move(file, former, StandardCopyOption.ATOMIC_MOVE);
            sync(file);
        } catch (IOException failed) {
            throw unusable(file, failed);
        }
        return former;
    }

    private static Path former(Path file, MasterKey key) {
        return file.resolveSibling(file.getFileName() + ".former-" + key.id());
    }

    /** Only when the database is under it. Of two processes that do it at once one does. */
    public void takePlace() {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            sync(file);
        } catch (NoSuchFileException done) {
            // By another process, a moment ago.
        } catch (IOException failed) {
            throw unusable(file, failed);
        }
    }

    private static Path draft(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel entries = FileChannel.open(file.toAbsolutePath().getParent())) {
            entries.force(true);
        }
    }

    private static ProblemException unusable(Path file, IOException failed) {
        return new ProblemException(
                new MasterKeyUnreadable(file.toString(), String.valueOf(failed.getMessage())), failed);
    }
}
