package io.binome.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What may be set, what it is when nobody sets it, and what is said of anything else. */
class SettingsTest {
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(Settings.class)
    static class SettingsAlone {}

    @Test
    void nothingSetIsAServerForThisMachineAlone() {
        Settings settings = read(Map.of(), Map.of());
        assertThat(settings.address()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8420);
        assertThat(settings.proxyTerminatesTls()).isFalse();
        assertThat(settings.database().url()).isNull();
        assertThat(settings.docker().host()).isEqualTo("unix:///var/run/docker.sock");
        assertThat(settings.work().trustedNetworks()).isEmpty();
        assertThat(ListeningRule.refusal(settings)).isEmpty();
    }

    @Test
    void everySettingHasAVariable() {
        Settings settings = read(
                Map.of(),
                Map.of(
                        "BINOME_DATABASE_URL", "jdbc:postgresql://db/binome",
                        "BINOME_DATABASE_PASSWORD_FILE", "/run/secrets/db",
                        "BINOME_PROXY_TERMINATES_TLS", "true",
                        "BINOME_WORK_TRUSTED_NETWORKS", "10.0.0.0/8,192.0.2.0/24"));
        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://db/binome");
        assertThat(settings.database().passwordFile()).isEqualTo(Path.of("/run/secrets/db"));
        assertThat(settings.proxyTerminatesTls()).isTrue();
        assertThat(settings.work().trustedNetworks()).containsExactly("10.0.0.0/8", "192.0.2.0/24");
    }

    @Test
    void aMisspeltNameStopsTheStartAndNamesWhatWasMeant() {
        FailureAnalysis said = refused("binome.database.ulr", "jdbc:postgresql://db/binome");
        assertThat(said.getDescription()).contains("binome.database.ulr").contains("not started");
        assertThat(said.getAction()).startsWith("Did you mean binome.database.url?");
    }

    @Test
    void aPasswordInTheWrongPlaceIsNotRepeated() {
        FailureAnalysis said = refused("binome.database.password", "correct horse");
        assertThat(said.getAction()).contains("binome.database.password-file");
        assertThat(said.getDescription() + said.getAction()).doesNotContain("correct horse");
    }

    @Test
    void aVariableThatNothingReadsIsSaid() {
        assertThat(UnreadVariables.of(List.of(
                                "PATH",
                                "BINOME_HOME",
                                "BINOME_TOKEN",
                                "BINOME_DATABASE_PASSWORD_FILE",
                                "BINOME_DATABASE_PASSWORDFILE",
                                "BINOME_WORK_TRUSTED_NETWORKS_0",
                                "BINOME_DATABSE_URL"))
                        .names())
                .containsExactly("BINOME_DATABSE_URL");
    }

    @Test
    void aRefusalIsToldInItsOwnWords() {
        Exception wrapped =
                new IllegalStateException("bean", new UnsafeSettingException("binome.address is 0.0.0.0, in clear."));
        FailureAnalysis said = new RefusedStart().analyze(wrapped);
        assertThat(said).isNotNull();
        assertThat(said.getDescription()).isEqualTo("binome.address is 0.0.0.0, in clear.");
        assertThat(new RefusedStart().analyze(new IllegalStateException("a fault")))
                .isNull();
    }

    private static Settings read(Map<String, String> file, Map<String, String> environment) {
        Settings[] read = new Settings[1];
        runner(file, environment).run(context -> read[0] = context.getBean(Settings.class));
        return read[0];
    }

    private static FailureAnalysis refused(String name, String value) {
        FailureAnalysis[] said = new FailureAnalysis[1];
        runner(Map.of(name, value), Map.of()).run(context -> {
            assertThat(context).hasFailed();
            said[0] = new UnknownSetting().analyze(catchThrowable(() -> {
                throw context.getStartupFailure();
            }));
        });
        assertThat(said[0]).isNotNull();
        return said[0];
    }

    private static ApplicationContextRunner runner(Map<String, String> file, Map<String, String> environment) {
        return new ApplicationContextRunner()
                .withUserConfiguration(SettingsAlone.class)
                .withInitializer(context -> {
                    var sources = context.getEnvironment().getPropertySources();
                    sources.replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                    new LinkedHashMap<>(environment)));
                    sources.addFirst(new MapPropertySource("binome.properties", new LinkedHashMap<>(file)));
                });
    }
}
