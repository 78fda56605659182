package io.binome.server.console;

import io.binome.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The console over real tenancy, Git and ledger; changes, stacks, workloads and runs are fakes full of an example. Its
 * {@code main} shows it on a port: {@code http://127.0.0.1:8499}, as developer@ or lead@librairie.example, or
 * operator@provider.example.
 */
public final class ConsolePreview implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";

    private final TestDatabase database;
    private final ConfigurableApplicationContext context;

    private ConsolePreview(TestDatabase database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    public static void main(String[] arguments) throws Exception {
        ConsolePreview preview = start(Files.createTempDirectory("preview"), 8499);
        System.out.println(preview.base());
        Thread.currentThread().join();
    }

    static ConsolePreview start(Path home, int port) {
        TestDatabase database = TestDatabase.fresh();
        SpringApplication application = new SpringApplication(PreviewConfiguration.class);
        application.addInitializers(
                context -> context.getBeanFactory().registerSingleton("database", database.database()));
        ConsolePreview preview = new ConsolePreview(
                database,
                application.run("--binome.port=" + port, "--binome.home=" + home, "--logging.level.root=error"));
        new PreviewTenants(preview).fill();
        new PreviewAgents(preview).fill();
        return preview;
    }

    String base() {
        return "http://127.0.0.1:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    RequestMappingHandlerMapping handlers() {
        return context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
