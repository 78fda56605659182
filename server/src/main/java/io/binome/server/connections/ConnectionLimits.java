package io.binome.server.connections;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * How long a connection may say nothing, and how slowly it may say something. A line that stalls in the middle of a
 * large push is waited for; one that never finishes its head, or sends a body by a byte now and then, is not.
 */
public final class ConnectionLimits {
    private static final Duration HEAD_SILENCE = Duration.ofSeconds(20);
    private static final Duration BODY_SILENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(60);
    /** Each costs some memory and no thread while it waits. */
    private static final int CONNECTIONS = 4096;

    private ConnectionLimits() {}

    /** Makes the web server keep them. */
    public static void set(TomcatServletWebServerFactory factory) {
        factory.setProtocol(WatchedProtocol.class.getName());
        factory.addConnectorCustomizers(ConnectionLimits::limitSilence);
        factory.addEngineValves(new PacedBodies(Pace.Limits.USUAL));
    }

    /** For a connector beside the web server's own, whose bodies keep the pace too. */
    public static void limitSilence(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setConnectionTimeout(millis(HEAD_SILENCE));
            protocol.setKeepAliveTimeout(millis(BETWEEN_REQUESTS));
            protocol.setMaxConnections(CONNECTIONS);
        }
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setDisableUploadTimeout(false);
            http.setConnectionUploadTimeout(millis(BODY_SILENCE));
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
