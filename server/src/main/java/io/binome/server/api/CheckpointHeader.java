package io.binome.server.api;

import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Tells whoever was let into a tenant by the API its ledger's latest checkpoint, with every answer: a client that keeps it
 * would notice another history later.
 */
final class CheckpointHeader {
    /** Holds the signed note in Base64. */
    static final String NAME = "Binome-Checkpoint";

    private final Checkpoints checkpoints;

    CheckpointHeader(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    void tell(TenantScope scope) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletResponse response = attributes.getResponse();
            if (response != null
                    && !response.isCommitted()
                    && attributes.getRequest().getRequestURI().startsWith("/api/")) {
                checkpoints
                        .latest(scope)
                        .ifPresent(latest -> response.setHeader(
                                NAME,
                                Base64.getEncoder()
                                        .encodeToString(latest.toString().getBytes(StandardCharsets.UTF_8))));
            }
        }
    }
}
