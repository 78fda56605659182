package io.binome.repositories;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one commit changes against another. {@code truncated}: there was more than the limits allow to show. */
public record Diff(List<FileDiff> files, int addedLines, int removedLines, boolean truncated) {
    /** One file; {@code oldPath} differs from {@code path} after a rename; null where there was or is none. */
    public record FileDiff(
            @Nullable String oldPath, @Nullable String path, boolean binary, List<Hunk> hunks) {}

    public record Hunk(int oldStart, int oldLines, int newStart, int newLines, List<Line> lines) {}

    /** Line numbers from 1; 0 where the line is not on that side. */
    public record Line(Kind kind, int oldNumber, int newNumber, String text) {}

    public enum Kind {
        CONTEXT,
        ADDED,
        REMOVED
    }
}
