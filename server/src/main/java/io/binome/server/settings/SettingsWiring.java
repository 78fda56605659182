package io.binome.server.settings;

import io.binome.server.connections.ConnectionLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.valves.RemoteIpValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the settings, refuses unsafe ones, and gives the web server its address. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Settings.class)
public class SettingsWiring {
    private static final Duration CERTIFICATE_LOOK = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWiring.class);

    /** The environment is everybody's, so a name in it that nothing reads is worth a line, not the start. */
    @Bean
    UnreadVariables unreadVariables() {
        UnreadVariables unread = UnreadVariables.of(System.getenv().keySet());
        unread.sentences().forEach(LOG::warn);
        return unread;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> listening(Settings settings) {
        ListeningRule.refusal(settings).ifPresent(reason -> {
            throw new UnsafeSettingException(reason);
        });
        return factory -> {
            factory.setPort(settings.port());
            try {
                factory.setAddress(InetAddress.getByName(settings.address()));
            } catch (UnknownHostException unknown) {
                throw new UnsafeSettingException("binome.address is no address of this machine: " + settings.address());
            }
        };
    }

    /** Nothing where a proxy or nobody encrypts. */
    @Bean(destroyMethod = "close")
    @Nullable
    RenewedCertificate renewedCertificate(Settings settings) {
        Path certificate = settings.tls().certificate();
        Path key = settings.tls().key();
        return certificate == null || key == null ? null : RenewedCertificate.of(certificate, key, CERTIFICATE_LOOK);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> encrypting(
            ObjectProvider<RenewedCertificate> certificate) {
        return factory -> certificate.ifAvailable(renewed -> {
            factory.setSsl(Ssl.forBundle(RenewedCertificate.BUNDLE));
            factory.setSslBundles(renewed.bundles());
        });
    }

    /** Its folders are the same after each start: those that it makes for itself stay behind when the server is killed. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> atHome(Settings settings) {
        return factory -> {
            try {
                Path work = settings.home().resolve("run").resolve("web");
                factory.setBaseDirectory(work.toFile());
                factory.setDocumentRoot(
                        Files.createDirectories(work.resolve("documents")).toFile());
            } catch (IOException failure) {
                throw new UncheckedIOException("The home " + settings.home() + " cannot be written to", failure);
            }
        };
    }

    /**
     * Believes what a proxy says about where a request came from, when one was said to be there, and only from addresses
     * that are not the Internet's: anybody can write X-Forwarded-Proto.
     */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> proxied(Settings settings) {
        return factory -> {
            ConnectionLimits.set(factory);
            if (settings.proxyTerminatesTls()) {
                RemoteIpValve valve = new RemoteIpValve();
                valve.setProtocolHeader("X-Forwarded-Proto");
                valve.setRemoteIpHeader("X-Forwarded-For");
                valve.setHostHeader("X-Forwarded-Host");
                valve.setPortHeader("X-Forwarded-Port");
                factory.addEngineValves(valve);
            }
        };
    }
}
