package io.binome.cli;

/** No server answers. */
public final class ServerUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerUnreachable(String server, Throwable cause) {
        super(
                "No server answers at " + server
                        + ". Start one with `binome up`, or name another with --server or BINOME_SERVER.",
                cause);
    }
}
