package io.binome.repositories.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repositories.BranchWrite;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.RecursiveMerger;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Builds commits: merges, goings back, files written by the platform. Moves no ref. */
final class CommitWriter {
    private static final PersonIdent NOBODY = new PersonIdent("Binome", "binome@binome.invalid");

    private CommitWriter() {}

    /** See {@link io.binome.repositories.Repositories#merge}. */
    static MergeOutcome merge(StoredRepository repository, @Nullable String base, String head, String message)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(inserter.newReader())) {
            RevCommit theirs = HistoryReader.parse(walk, head);
            if (base == null) {
                return new MergeOutcome.Merged(theirs.name());
            }
            RevCommit ours = HistoryReader.parse(walk, base);
            if (walk.isMergedInto(theirs, ours)) {
                return new MergeOutcome.NothingToMerge();
            }
            RecursiveMerger merger = (RecursiveMerger) MergeStrategy.RECURSIVE.newMerger(repository, true);
            merger.setObjectInserter(inserter);
            if (!merger.merge(false, ours, theirs)) {
                return new MergeOutcome.Conflicts(java.util.List.copyOf(conflicts(merger)));
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(merger.getResultTreeId());
            commit.setParentIds(ours, theirs);
            commit.setAuthor(theirs.getAuthorIdent());
            commit.setCommitter(theirs.getCommitterIdent());
            commit.setMessage(message);
            ObjectId merged = inserter.insert(commit);
            inserter.flush();
            return new MergeOutcome.Merged(merged.name());
        }
    }

    private static TreeSet<String> conflicts(ResolveMerger merger) {
        TreeSet<String> paths = new TreeSet<>(merger.getUnmergedPaths());
        if (merger.getFailingPaths() != null) {
            paths.addAll(merger.getFailingPaths().keySet());
        }
        return paths;
    }

    /** See {@link io.binome.repositories.Repositories#revert}. */
    static MergeOutcome revert(
            StoredRepository repository, String onto, String commit, @Nullable String before, String message)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(inserter.newReader())) {
            RevCommit ours = HistoryReader.parse(walk, onto);
            RevCommit undone = HistoryReader.parse(walk, commit);
            ObjectId theirs = before == null
                    ? inserter.insert(Constants.OBJ_TREE, new byte[0])
                    : HistoryReader.parse(walk, before);
            ResolveMerger merger = (ResolveMerger) MergeStrategy.RESOLVE.newMerger(repository, true);
            merger.setObjectInserter(inserter);
            merger.setBase(undone);
            if (!merger.merge(false, ours, theirs)) {
                return new MergeOutcome.Conflicts(java.util.List.copyOf(conflicts(merger)));
            }
            if (merger.getResultTreeId().equals(ours.getTree())) {
                return new MergeOutcome.NothingToMerge();
            }
            CommitBuilder built = new CommitBuilder();
            built.setTreeId(merger.getResultTreeId());
            built.setParentId(ours);
            PersonIdent author =
                    new PersonIdent(NOBODY, ours.getCommitterIdent().getWhenAsInstant(), java.time.ZoneOffset.UTC);
            built.setAuthor(author);
            built.setCommitter(author);
            built.setMessage(message);
            ObjectId reverted = inserter.insert(built);
            inserter.flush();
            return new MergeOutcome.Merged(reverted.name());
        }
    }

    /** Builds the commit of a write; the branch does not move yet. */
    static String write(StoredRepository repository, BranchWrite write, PersonIdent author, PushLimits limits)
            throws IOException {
        checkPaths(write, limits);
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(inserter.newReader())) {
            RevCommit parent = write.parent() == null ? null : HistoryReader.parse(walk, write.parent());
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, walk, parent, write));
            if (parent != null) {
                commit.setParentId(parent);
            }
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage(write.message());
            ObjectId built = inserter.insert(commit);
            inserter.flush();
            TreeLimits.check(walk.getObjectReader(), walk.parseCommit(built).getTree(), limits);
            return built.name();
        }
    }

    private static ObjectId tree(ObjectInserter inserter, RevWalk walk, @Nullable RevCommit parent, BranchWrite write)
            throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        Map<String, FileMode> before = new TreeMap<>();
        if (parent != null) {
            DirCache old = DirCache.newInCore();
            DirCacheBuilder of = old.builder();
            of.addTree(new byte[0], DirCacheEntry.STAGE_0, walk.getObjectReader(), parent.getTree());
            of.finish();
            for (int i = 0; i < old.getEntryCount(); i++) {
                DirCacheEntry entry = old.getEntry(i);
                before.put(entry.getPathString(), entry.getFileMode());
                if (!replaced(entry.getPathString(), write)) {
                    builder.add(entry);
                }
            }
        }
        for (Map.Entry<String, byte[]> file : write.files().entrySet()) {
            DirCacheEntry entry = new DirCacheEntry(file.getKey());
            FileMode mode = before.get(file.getKey());
            entry.setFileMode(mode == FileMode.EXECUTABLE_FILE ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    /** A file that is written takes the place of a folder of that name, and of a file where its own folder is to be. */
    private static boolean replaced(String path, BranchWrite write) {
        if (write.files().containsKey(path) || write.deleted().contains(path)) {
            return true;
        }
        for (String written : write.files().keySet()) {
            if (path.startsWith(written + "/") || written.startsWith(path + "/")) {
                return true;
            }
        }
        for (String deleted : write.deleted()) {
            if (path.startsWith(deleted + "/")) {
                return true;
            }
        }
        return false;
    }

    private static void checkPaths(BranchWrite write, PushLimits limits) {
        ReceivedObjectChecker checker = new ReceivedObjectChecker();
        for (Map.Entry<String, byte[]> file : write.files().entrySet()) {
            try {
                byte[] path = Constants.encode(file.getKey());
                checker.checkPath(path, 0, path.length);
                for (String name : file.getKey().split("/", -1)) {
                    checker.checkName(Constants.encode(name));
                }
            } catch (CorruptObjectException refused) {
                throw new ProblemException(
                        InvalidInput.of("path " + file.getKey(), "is not allowed: " + refused.getMessage()), refused);
            }
            if (file.getValue().length > limits.objectBytes()) {
                throw new ProblemException(
                        InvalidInput.of("file " + file.getKey(), "is larger than " + limits.objectBytes() + " bytes"));
            }
        }
    }
}
