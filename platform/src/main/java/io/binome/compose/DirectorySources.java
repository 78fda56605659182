package io.binome.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Sources on disk. Confined, nothing outside the directory is seen, not even through a symbolic link. */
public final class DirectorySources implements ComposeSources {
    private final Path root;
    private final boolean confined;

    private DirectorySources(Path root, boolean confined) {
        this.root = root;
        this.confined = confined;
    }

    /** The whole file system; relative paths begin at the given directory. */
    public static DirectorySources open(Path workingDirectory) {
        return new DirectorySources(workingDirectory.toAbsolutePath().normalize(), false);
    }

    /** One directory and nothing else. */
    public static DirectorySources confined(Path directory) throws IOException {
        return new DirectorySources(directory.toRealPath(), true);
    }

    @Override
    public Found find(String path) {
        try {
            Path file = root.resolve(path).normalize();
            if (confined && !file.startsWith(root)) {
                return new Refused("lies outside the project");
            }
            if (!Files.exists(file)) {
                return confined && Files.isSymbolicLink(file)
                        ? new Refused("is a symbolic link that leads nowhere")
                        : new Missing();
            }
            if (confined && !file.toRealPath().startsWith(root)) {
                return new Refused("is or lies behind a symbolic link out of the project");
            }
            if (Files.isDirectory(file)) {
                return new Folder();
            }
            if (!Files.isRegularFile(file)) {
                return confined ? new Refused("is no regular file") : special(file);
            }
            return new File(Files.size(file), () -> Files.readAllBytes(file));
        } catch (InvalidPathException e) {
            return new Missing();
        } catch (IOException e) {
            return new Refused("cannot be looked at: " + e.getMessage());
        }
    }

    private static Found special(Path file) {
        return new File(0, () -> Files.readAllBytes(file));
    }
}
