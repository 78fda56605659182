package io.binome.repositories.internal;

import io.binome.repositories.Diff;
import io.binome.repositories.Diff.FileDiff;
import io.binome.repositories.Diff.Hunk;
import io.binome.repositories.Diff.Kind;
import io.binome.repositories.Diff.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.errors.BinaryBlobException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Compares two commits, as far as a person can read: limits keep a page and the heap small. */
final class DiffReader {
    private static final int MOST_FILES = 300;
    private static final int MOST_LINES_OF_FILE = 5_000;
    private static final int MOST_LINES = 50_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int LARGEST_FILE_BYTES = 2 << 20;
    private static final int MOST_RENAMES = 400;
    private static final int CONTEXT = 3;

    private final ObjectReader reader;
    private final List<FileDiff> files = new ArrayList<>();
    private int added;
    private int removed;
    private int shown;
    private boolean truncated;

    private DiffReader(ObjectReader reader) {
        this.reader = reader;
    }

    static Diff diff(StoredRepository repository, @Nullable String from, String to) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = walk(reader, from, to)) {
            RenameDetector renames = new RenameDetector(repository);
            renames.setRenameLimit(MOST_RENAMES);
            renames.addAll(DiffEntry.scan(walk));
            DiffReader diff = new DiffReader(reader);
            for (DiffEntry entry : renames.compute(reader, NullProgressMonitor.INSTANCE)) {
                diff.add(entry);
            }
            return new Diff(diff.files, diff.added, diff.removed, diff.truncated);
        } catch (CanceledException neverAsked) {
            throw new IOException(neverAsked);
        }
    }

    static List<String> changedPaths(StoredRepository repository, @Nullable String from, String to) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = walk(reader, from, to)) {
            TreeSet<String> paths = new TreeSet<>();
            while (walk.next()) {
                paths.add(walk.getPathString());
            }
            return List.copyOf(paths);
        }
    }

    private static TreeWalk walk(ObjectReader reader, @Nullable String from, String to) throws IOException {
        TreeWalk walk = new TreeWalk(reader);
        try (RevWalk commits = new RevWalk(reader.newReader())) {
            if (from == null) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(HistoryReader.parse(commits, from).getTree());
            }
            walk.addTree(HistoryReader.parse(commits, to).getTree());
        }
        walk.setRecursive(true);
        walk.setFilter(TreeFilter.ANY_DIFF);
        return walk;
    }

    private void add(DiffEntry entry) throws IOException {
        if (files.size() == MOST_FILES) {
            truncated = true;
            return;
        }
        String oldPath = entry.getChangeType() == DiffEntry.ChangeType.ADD ? null : entry.getOldPath();
        String path = entry.getChangeType() == DiffEntry.ChangeType.DELETE ? null : entry.getNewPath();
        RawText before = text(entry.getOldId(), entry.getOldMode());
        RawText after = text(entry.getNewId(), entry.getNewMode());
        if (before == null || after == null) {
            files.add(new FileDiff(oldPath, path, true, List.of()));
        } else {
            files.add(new FileDiff(oldPath, path, false, hunks(before, after)));
        }
    }

    /** Null when it cannot be shown as lines. */
    private @Nullable RawText text(AbbreviatedObjectId id, FileMode mode) throws IOException {
        if (FileMode.MISSING.equals(mode)) {
            return RawText.EMPTY_TEXT;
        }
        if (FileMode.GITLINK.equals(mode)) {
            return new RawText(("Submodule at " + id.name() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try {
            return RawText.load(reader.open(id.toObjectId(), Constants.OBJ_BLOB), LARGEST_FILE_BYTES);
        } catch (BinaryBlobException binary) {
            return null;
        }
    }

    private List<Hunk> hunks(RawText before, RawText after) {
        EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, before, after);
        for (Edit edit : edits) {
            removed += edit.getLengthA();
            added += edit.getLengthB();
        }
        List<Hunk> hunks = new ArrayList<>();
        int ofFile = 0;
        for (int first = 0; first < edits.size(); ) {
            int last = first;
            while (last + 1 < edits.size()
                    && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * CONTEXT) {
                last++;
            }
            int room = Math.min(MOST_LINES_OF_FILE - ofFile, MOST_LINES - shown);
            if (room <= 0) {
                truncated = true;
                break;
            }
            Hunk hunk = hunk(before, after, edits.subList(first, last + 1), room);
            hunks.add(hunk);
            ofFile += hunk.lines().size();
            shown += hunk.lines().size();
            first = last + 1;
        }
        return hunks;
    }

    private Hunk hunk(RawText before, RawText after, List<Edit> edits, int room) {
        Edit first = edits.getFirst();
        Edit last = edits.getLast();
        int oldFrom = Math.max(0, first.getBeginA() - CONTEXT);
        int newFrom = Math.max(0, first.getBeginB() - CONTEXT);
        int oldTo = Math.min(before.size(), last.getEndA() + CONTEXT);
        int newTo = Math.min(after.size(), last.getEndB() + CONTEXT);
        List<Line> lines = new ArrayList<>();
        int oldAt = oldFrom;
        int newAt = newFrom;
        int edit = 0;
        while (oldAt < oldTo || newAt < newTo) {
            if (lines.size() == room) {
                truncated = true;
                break;
            }
            while (edit < edits.size()
                    && oldAt >= edits.get(edit).getEndA()
                    && newAt >= edits.get(edit).getEndB()) {
                edit++;
            }
            if (edit < edits.size()
                    && oldAt >= edits.get(edit).getBeginA()
                    && oldAt < edits.get(edit).getEndA()) {
                lines.add(new Line(Kind.REMOVED, oldAt + 1, 0, line(before, oldAt++)));
            } else if (edit < edits.size()
                    && newAt >= edits.get(edit).getBeginB()
                    && newAt < edits.get(edit).getEndB()) {
                lines.add(new Line(Kind.ADDED, 0, newAt + 1, line(after, newAt++)));
            } else {
                lines.add(new Line(Kind.CONTEXT, oldAt + 1, newAt + 1, line(after, newAt++)));
                oldAt++;
            }
        }
        return new Hunk(
                oldTo > oldFrom ? oldFrom + 1 : oldFrom,
                oldTo - oldFrom,
                newTo > newFrom ? newFrom + 1 : newFrom,
                newTo - newFrom,
                lines);
    }

    private String line(RawText text, int number) {
        String line = text.getString(number);
        if (line.length() <= LONGEST_LINE) {
            return line;
        }
        truncated = true;
        return line.substring(0, LONGEST_LINE) + "…";
    }
}
