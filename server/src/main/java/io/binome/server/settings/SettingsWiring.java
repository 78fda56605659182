package io.binome.server.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the settings, refuses unsafe ones, and gives the web server its address. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Settings.class)
public class SettingsWiring {
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
            if (settings.tls().certificate() != null && settings.tls().key() != null) {
                Ssl ssl = new Ssl();
                ssl.setCertificate(settings.tls().certificate().toUri().toString());
                ssl.setCertificatePrivateKey(settings.tls().key().toUri().toString());
                factory.setSsl(ssl);
            }
        };
    }
}
