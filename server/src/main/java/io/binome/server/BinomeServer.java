package io.binome.server;

import io.binome.server.api.ApiWiring;
import io.binome.server.api.WorkApiWiring;
import io.binome.server.console.ConsoleWiring;
import io.binome.server.security.SecurityWiring;
import io.binome.server.settings.SettingsWiring;
import io.binome.server.wiring.AdviceWiring;
import io.binome.server.wiring.BillingWiring;
import io.binome.server.wiring.BreakGlassWiring;
import io.binome.server.wiring.ClosingWiring;
import io.binome.server.wiring.ContractWiring;
import io.binome.server.wiring.DatabaseStart;
import io.binome.server.wiring.DatabaseWiring;
import io.binome.server.wiring.DriftWiring;
import io.binome.server.wiring.EvidenceWiring;
import io.binome.server.wiring.GuidelineWiring;
import io.binome.server.wiring.InvoiceWiring;
import io.binome.server.wiring.LedgerWiring;
import io.binome.server.wiring.MarginWiring;
import io.binome.server.wiring.MeteringWiring;
import io.binome.server.wiring.NoticeWatchWiring;
import io.binome.server.wiring.NotificationWiring;
import io.binome.server.wiring.OpenTofuWiring;
import io.binome.server.wiring.PlatformWiring;
import io.binome.server.wiring.RepositoryWiring;
import io.binome.server.wiring.RunWiring;
import io.binome.server.wiring.SecretWiring;
import io.binome.server.wiring.SiteWiring;
import io.binome.server.wiring.StateWiring;
import io.binome.server.wiring.TenancyWiring;
import io.binome.server.wiring.UsageSourceWiring;
import io.binome.server.wiring.WorkloadWiring;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The server process: all rooms, all doors. Everything is wired by hand in the imported classes; nothing is scanned. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    SettingsWiring.class,
    PlatformWiring.class,
    DatabaseWiring.class,
    TenancyWiring.class,
    LedgerWiring.class,
    EvidenceWiring.class,
    RepositoryWiring.class,
    SiteWiring.class,
    RunWiring.class,
    SecretWiring.class,
    StateWiring.class,
    BreakGlassWiring.class,
    OpenTofuWiring.class,
    BillingWiring.class,
    InvoiceWiring.class,
    ContractWiring.class,
    GuidelineWiring.class,
    UsageSourceWiring.class,
    WorkloadWiring.class,
    MarginWiring.class,
    MeteringWiring.class,
    ClosingWiring.class,
    DriftWiring.class,
    AdviceWiring.class,
    NotificationWiring.class,
    NoticeWatchWiring.class,
    SecurityWiring.class,
    ApiWiring.class,
    WorkApiWiring.class,
    ConsoleWiring.class
})
public class BinomeServer {
    public static void main(String[] arguments) {
        start(arguments);
    }

    /**
     * Starts a server in this process.
     *
     * @param arguments as on the command line: {@code --binome.port=8420}
     */
    public static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(BinomeServer.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setRegisterShutdownHook(true);
        DatabaseStart database = new DatabaseStart();
        application.addInitializers(database);
        application.addListeners(database);
        return application.run(arguments);
    }
}
