package io.binome.server.state;

import io.binome.states.StateAddress;
import java.util.Optional;

/**
 * What a request asks for. Clients lock by methods of their own, or by ordinary ones at {@code …/lock}, as they are
 * configured.
 */
record StateRequest(Kind kind, StateAddress address) {
    private static final String LOCK = "/lock";

    enum Kind {
        READ,
        WRITE,
        DELETE,
        LOCK,
        UNLOCK,
        /** Of an address that is known, by a method that is not. */
        UNKNOWN
    }

    static Optional<StateRequest> of(String method, String path) {
        boolean lock = path.endsWith(LOCK);
        return StateAddress.parse(lock ? path.substring(0, path.length() - LOCK.length()) : path)
                .map(address -> new StateRequest(lock ? ofLock(method) : ofState(method), address));
    }

    private static Kind ofState(String method) {
        return switch (method) {
            case "GET" -> Kind.READ;
            case "POST", "PUT" -> Kind.WRITE;
            case "DELETE" -> Kind.DELETE;
            case "LOCK" -> Kind.LOCK;
            case "UNLOCK" -> Kind.UNLOCK;
            default -> Kind.UNKNOWN;
        };
    }

    private static Kind ofLock(String method) {
        return switch (method) {
            case "POST", "PUT", "LOCK" -> Kind.LOCK;
            case "DELETE", "UNLOCK" -> Kind.UNLOCK;
            default -> Kind.UNKNOWN;
        };
    }
}
