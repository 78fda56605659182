package io.binome.server.settings;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;

/**
 * How long a connection may say nothing. A line that stalls in the middle of a large push is waited for; one that never
 * finishes its head is not. Each is the silence between two reads and not the whole: whoever sends a byte now and then
 * keeps a connection, of which there are so many and no more; a proxy in front may bound the whole.
 */
public final class WebServerLimits {
    private static final Duration HEAD = Duration.ofSeconds(20);
    private static final Duration BODY = Duration.ofMinutes(2);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(60);
    /** Each costs some memory and no thread while it waits. */
    private static final int CONNECTIONS = 4096;

    private WebServerLimits() {}

    public static void apply(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setConnectionTimeout(millis(HEAD));
            protocol.setKeepAliveTimeout(millis(BETWEEN_REQUESTS));
            protocol.setMaxConnections(CONNECTIONS);
        }
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setDisableUploadTimeout(false);
            http.setConnectionUploadTimeout(millis(BODY));
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
