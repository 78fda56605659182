package io.binome.compose;

import java.io.IOException;

/**
 * The files a project is read from: a commit's tree, a directory, or a map. Paths are separated by {@code /} and
 * already free of {@code .} and {@code ..}; they start with {@code /} only where the sources are a whole file system.
 */
public interface ComposeSources {
    /** What stands at a path. Symbolic links that leave the sources are {@link Refused}. */
    Found find(String path);

    /** What was found. */
    sealed interface Found {}

    /** Nothing is there. */
    record Missing() implements Found {}

    /** A folder is there. */
    record Folder() implements Found {}

    /** Something is there that must not be read, with the reason, such as "is a symbolic link out of the tree". */
    record Refused(String reason) implements Found {}

    /** A file is there; {@code bytes} is its length, known before anything is read. */
    record File(long bytes, Content content) implements Found {}

    /** Reads a file whole. */
    interface Content {
        byte[] read() throws IOException;
    }
}
