package io.binome.cli;

import io.binome.backup.Installation;
import io.binome.backup.Installation.ExternalDatabase;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command of the machine's administrator: which Binome is meant, read as the server reads its own settings. */
abstract class InstallationCommand implements Callable<Integer> {
    private static final int PROGRESS_WIDTH = 60;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "An external database, as binome.database.url. Read from binome.properties and"
                    + " BINOME_DATABASE_URL when left out.")
    private @Nullable String databaseUrl;

    @Option(names = "--database-user", paramLabel = "ROLE", description = "As binome.database.user.")
    private @Nullable String databaseUser;

    @Option(names = "--database-password-file", paramLabel = "FILE", description = "As binome.database.password-file.")
    private @Nullable String databasePasswordFile;

    final Context context;

    InstallationCommand(Context context) {
        this.context = context;
    }

    /** Does it, with a line of progress for a person, and the sentence of a problem. */
    final <T> T with(BiFunction<Installation, Consumer<String>, T> work) {
        // The platform logs to nobody here, which is no news.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        boolean shown = context.terminal() && !context.options().json();
        Consumer<String> progress = shown
                ? step -> {
                    context.err().print("\r" + filled(step));
                    context.err().flush();
                }
                : _ -> {};
        try {
            return work.apply(installation(), progress);
        } catch (ProblemException refused) {
            throw new CommandProblem(refused.problem().message());
        } catch (IllegalStateException unusable) {
            throw new CommandProblem(String.valueOf(unusable.getMessage()));
        } finally {
            if (shown) {
                context.err().print("\r" + filled("") + "\r");
                context.err().flush();
            }
        }
    }

    private static String filled(String step) {
        return step.length() > PROGRESS_WIDTH
                ? step.substring(0, PROGRESS_WIDTH)
                : step + " ".repeat(PROGRESS_WIDTH - step.length());
    }

    private Installation installation() {
        String home = context.environment().get("BINOME_HOME");
        if (home == null || home.isBlank()) {
            throw new CommandProblem("Set BINOME_HOME to the folder of the server, as ./binome does.");
        }
        Path folder = context.directory().resolve(home);
        Properties file = properties(folder);
        try {
            return Installation.of(folder, external(folder), context.environment(), name -> setting(null, file, name));
        } catch (IllegalArgumentException wrong) {
            throw new CommandProblem(String.valueOf(wrong.getMessage()));
        }
    }

    private Optional<ExternalDatabase> external(Path home) {
        Properties file = properties(home);
        String url = setting(databaseUrl, file, "binome.database.url");
        if (url == null) {
            return Optional.empty();
        }
        String user = setting(databaseUser, file, "binome.database.user");
        String password = setting(databasePasswordFile, file, "binome.database.password-file");
        if (password == null) {
            throw new CommandProblem("Name the file with the password of " + url + ": --database-password-file");
        }
        return Optional.of(new ExternalDatabase(
                url,
                user == null ? "binome" : user,
                Secrets.read(context.directory().resolve(password).toString())));
    }

    /** In the server's order: what was said here, the environment, the file. */
    private @Nullable String setting(@Nullable String said, Properties file, String name) {
        String variable = name.replace('.', '_').toUpperCase(Locale.ROOT);
        for (String value : new @Nullable String[] {
            said,
            context.environment().get(variable.replace('-', '_')),
            context.environment().get(variable.replace("-", "")),
            file.getProperty(name)
        }) {
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    private static Properties properties(Path home) {
        Properties all = new Properties();
        Path file = home.resolve("binome.properties");
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                all.load(reader);
            } catch (IOException unreadable) {
                throw new CommandProblem("The file " + file + " cannot be read.");
            }
        }
        return all;
    }
}
