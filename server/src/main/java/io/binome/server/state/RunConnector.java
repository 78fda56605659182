package io.binome.server.state;

import io.binome.server.connections.ConnectionLimits;
import io.binome.states.RunDoor;
import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/** A connector of its own for runs, on a port of loopback that the system chooses, whatever the server's own speaks. */
public final class RunConnector implements RunDoor {
    private final Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");

    public RunConnector() {
        connector.setPort(0);
        connector.setMaxPostSize(0);
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setAddress(InetAddress.getLoopbackAddress());
            protocol.setExecutor(new VirtualThreadExecutor("run-door-"));
        }
        ConnectionLimits.limitSilence(connector);
    }

    public Connector connector() {
        return connector;
    }

    boolean received(ServletRequest request) {
        return request.getLocalPort() == connector.getLocalPort();
    }

    @Override
    public InetSocketAddress address() {
        int port = connector.getLocalPort();
        if (port <= 0) {
            throw new IllegalStateException("The server does not listen yet");
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
