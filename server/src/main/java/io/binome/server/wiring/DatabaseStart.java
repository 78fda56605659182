package io.binome.server.wiring;

import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.server.settings.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts the embedded PostgreSQL as soon as the settings can be read, so that it comes up while Spring reads what has to
 * be wired. For a start that fails before the database is taken, it is stopped again.
 */
public final class DatabaseStart
        implements ApplicationContextInitializer<ConfigurableApplicationContext>,
                ApplicationListener<ApplicationFailedEvent> {
    private static final Executor OWN_THREAD =
            task -> Thread.ofPlatform().name("database-start").start(task);

    private @Nullable CompletableFuture<EmbeddedPostgres> begun;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try {
            Settings settings = Binder.get(context.getEnvironment()).bindOrCreate("binome", Settings.class);
            String external = settings.database().url();
            if (external == null || external.isBlank()) {
                begun = CompletableFuture.supplyAsync(() -> start(settings), OWN_THREAD);
            }
        } catch (BindException unreadable) {
            // What is wrong with them is said where they are bound for good, a moment later.
        }
        context.getBeanFactory().registerSingleton("databaseStart", this);
    }

    private static EmbeddedPostgres start(Settings settings) {
        return EmbeddedPostgres.start(EmbeddedPostgresSettings.ofHome(settings.home()));
    }

    /** The server, which from now on is the taker's to stop. */
    EmbeddedPostgres await(Settings settings) {
        CompletableFuture<EmbeddedPostgres> starting = begun;
        begun = null;
        if (starting == null) {
            return start(settings);
        }
        try {
            return starting.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw failed;
        }
    }

    @Override
    public void onApplicationEvent(ApplicationFailedEvent event) {
        if (begun != null) {
            begun.whenComplete((server, _) -> {
                        if (server != null) {
                            server.close();
                        }
                    })
                    .exceptionally(_ -> null)
                    .join();
        }
    }
}
