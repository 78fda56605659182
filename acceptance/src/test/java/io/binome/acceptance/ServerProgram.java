package io.binome.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/** How the server is started: as the launcher does it, with a cache of its classes that is made once for all tests. */
final class ServerProgram {
    private static final String MAIN = "io.binome.server.BinomeServer";

    private static @Nullable List<String> command;

    private ServerProgram() {}

    /** Java with its options and the main class; arguments of the server may follow. */
    static synchronized List<String> command() {
        if (command == null) {
            command = make();
        }
        return command;
    }

    /** Its jars, without what only tests use. */
    static String classPath() {
        List<String> all = command();
        return all.get(all.indexOf("-cp") + 1);
    }

    private static List<String> make() {
        Path folder = Scratch.folder("p");
        String classPath = classPath(folder);
        Path cache = folder.resolve("server.aot");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED");
        List<String> training = new ArrayList<>(java);
        training.addAll(List.of(
                "-XX:AOTCacheOutput=" + cache,
                "-Dspring.context.exit=onRefresh",
                "-cp",
                classPath,
                MAIN,
                "--binome.home=" + folder.resolve("home")));
        train(training, folder);
        List<String> all = new ArrayList<>(java);
        if (Files.exists(cache)) {
            all.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        all.addAll(List.of("-cp", classPath, MAIN));
        return List.copyOf(all);
    }

    /** Without a cache everything works, only slower. */
    private static void train(List<String> command, Path folder) {
        try {
            Process training = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("training.log").toFile())
                    .start();
            if (!training.waitFor(3, TimeUnit.MINUTES)) {
                training.destroyForcibly().waitFor();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        } finally {
            RunningServer.endWhatOutlives(folder.resolve("home"));
        }
    }

    /** Without what only tests use; folders of classes become jars, since a cache is made of nothing else. */
    private static String classPath(Path folder) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (entry.contains("test-classes") || entry.endsWith("-tests.jar") || !Files.exists(path)) {
                continue;
            }
            if (Files.isDirectory(path)) {
                Path jar = folder.resolve(entries.size() + ".jar");
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", entry, ".");
                entries.add(jar.toString());
            } else {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
