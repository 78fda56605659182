package io.binome.repositories.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.repositories.RepositoryProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** Reads a commit's files from the objects. Links and submodules are told of and never followed. */
final class StoredCommitTree implements CommitTree {
    /** Longer than any path that a kernel takes. */
    private static final int MOST_LINK_BYTES = 1 << 16;

    private final StoredRepository repository;
    private final String commit;
    private final ObjectId tree;

    StoredCommitTree(StoredRepository repository, RevCommit commit) {
        this.repository = repository;
        this.commit = commit.name();
        this.tree = commit.getTree().toObjectId();
    }

    @Override
    public String commit() {
        return commit;
    }

    @Override
    public String treeId() {
        return tree.name();
    }

    @Override
    public Optional<String> idAt(String path) {
        if (path.isEmpty()) {
            return Optional.of(treeId());
        }
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk at = at(reader, path)) {
            return Optional.ofNullable(at).map(found -> found.getObjectId(0).name());
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    @Override
    public Optional<byte[]> read(String path, long maximumBytes) {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk at = at(reader, path)) {
            if (at == null || kind(at.getFileMode(0)) != Kind.FILE) {
                return Optional.empty();
            }
            ObjectLoader file = reader.open(at.getObjectId(0), Constants.OBJ_BLOB);
            if (file.getSize() > maximumBytes) {
                throw new ProblemException(new RepositoryProblem.FileTooLarge(path, maximumBytes));
            }
            return Optional.of(file.getBytes());
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    @Override
    public Optional<String> linkTarget(String path) {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk at = at(reader, path)) {
            return at == null || kind(at.getFileMode(0)) != Kind.SYMBOLIC_LINK
                    ? Optional.empty()
                    : Optional.of(new String(
                            reader.open(at.getObjectId(0), Constants.OBJ_BLOB).getCachedBytes(MOST_LINK_BYTES),
                            StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw unreadable(path, failed);
        }
    }

    @Override
    public List<Entry> list(String folder) {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk at = folder.isEmpty() ? null : at(reader, folder)) {
            ObjectId listed = tree;
            if (!folder.isEmpty()) {
                if (at == null || !at.isSubtree()) {
                    return List.of();
                }
                listed = at.getObjectId(0);
            }
            List<Entry> entries = new ArrayList<>();
            CanonicalTreeParser entry = new CanonicalTreeParser(null, reader, listed);
            for (; !entry.eof(); entry.next(1)) {
                FileMode mode = entry.getEntryFileMode();
                Kind kind = kind(mode);
                boolean hasBytes = kind == Kind.FILE || kind == Kind.SYMBOLIC_LINK;
                entries.add(new Entry(
                        entry.getEntryPathString(),
                        kind,
                        FileMode.EXECUTABLE_FILE.equals(mode.getBits()),
                        hasBytes ? reader.getObjectSize(entry.getEntryObjectId(), Constants.OBJ_BLOB) : 0));
            }
            entries.sort(java.util.Comparator.comparing(Entry::name));
            return entries;
        } catch (IOException failed) {
            throw unreadable(folder, failed);
        }
    }

    private @Nullable TreeWalk at(ObjectReader reader, String path) throws IOException {
        return path.isEmpty() || path.startsWith("/") || path.endsWith("/") || path.contains("//")
                ? null
                : TreeWalk.forPath(reader, path, tree);
    }

    private static Kind kind(FileMode mode) {
        return switch (mode.getObjectType()) {
            case Constants.OBJ_TREE -> Kind.FOLDER;
            case Constants.OBJ_COMMIT -> Kind.SUBMODULE;
            default -> FileMode.SYMLINK.equals(mode.getBits()) ? Kind.SYMBOLIC_LINK : Kind.FILE;
        };
    }

    private UncheckedIOException unreadable(String path, IOException failed) {
        return new UncheckedIOException("Reading \"" + path + "\" of commit " + commit, failed);
    }
}
