package io.binome.server.api;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.states.StateVersion;
import io.binome.states.States;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A state as a file; that somebody took its secrets with them is in the ledger before the first byte goes out. */
public final class StateDownload {
    private StateDownload() {}

    public static void send(
            States states, TenantScope scope, Actor actor, StateVersion version, HttpServletResponse response)
            throws IOException {
        states.downloaded(scope, actor, version);
        response.setContentType("application/json");
        response.setContentLengthLong(version.sizeBytes());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("ETag", "\"" + version.sha256() + "\"");
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"" + version.key().workspace() + "-" + version.serial() + ".tfstate\"");
        states.copy(scope, version.id(), response.getOutputStream());
    }
}
