package io.binome.server.wiring;

import com.sun.management.OperatingSystemMXBean;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.drivers.bubblewrap.BubblewrapSandbox;
import io.binome.drivers.bubblewrap.SandboxSettings;
import io.binome.drivers.bubblewrap.UnconfinedSandbox;
import io.binome.drivers.opentofu.ProviderCache;
import io.binome.runs.Sandbox;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Where the code of authors is executed. */
@Configuration(proxyBeanMethods = false)
public class RunWiring {
    /** A handful of large cloud providers in a few versions each. */
    private static final long PROVIDER_BYTES = 10L << 30;

    @Bean(destroyMethod = "close")
    Sandbox sandbox(Settings settings) {
        Settings.RunLimits runs = settings.runs();
        SandboxSettings sandbox;
        try {
            sandbox = SandboxSettings.of(
                    below(settings, "runs"),
                    memoryBytes(runs.memory()),
                    runs.networks(),
                    List.of(settings.home().toAbsolutePath().normalize(), Path.of("/var/lib/binome")));
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.runs.networks: " + wrong.getMessage());
        }
        return runs.unconfined() ? new UnconfinedSandbox(sandbox) : new BubblewrapSandbox(sandbox);
    }

    /** Where runs can read and only this server can write. */
    @Bean
    ProviderCache providerCache(Settings settings, InstantSource clock) throws IOException {
        return new ProviderCache(below(settings, "providers"), PROVIDER_BYTES, clock);
    }

    /** Beside the embedded database, for the same reason: users other than root must be able to go there. */
    private static Path below(Settings settings, String name) {
        return EmbeddedPostgresSettings.ofHome(settings.home()).home().resolveSibling(name);
    }

    private static long memoryBytes(@Nullable DataSize set) {
        if (set != null) {
            return set.toBytes();
        }
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return SandboxSettings.usualMemory(
                machine.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }
}
