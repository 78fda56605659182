package io.binome.repositories;

import io.binome.kernel.Actor;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.TenantScope;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Git's smart HTTP protocol over plain streams (gitprotocol-http, protocols 0 to 2), for whichever door carries them.
 * Whoever calls has checked who asks and what they may do. Bodies come decompressed.
 */
public interface GitTransport {
    /** Answers {@code GET info/refs?service=…}. */
    void advertise(Visit visit, Service service, OutputStream response);

    /** Answers {@code POST git-upload-pack}: clone and fetch. */
    void uploadPack(Visit visit, InputStream request, OutputStream response);

    /**
     * Answers {@code POST git-receive-pack}: push. What is wrong with the push is told to the client in the protocol;
     * the request is always read to its end, within the limit for packs.
     */
    void receivePack(Visit visit, Actor actor, PushGuard guard, InputStream request, OutputStream response);

    /** @param protocol the {@code Git-Protocol} header as it came */
    record Visit(
            TenantScope scope,
            RepositoryId repository,
            @Nullable String protocol) {}

    enum Service {
        UPLOAD_PACK("git-upload-pack"),
        RECEIVE_PACK("git-receive-pack");

        private final String command;

        Service(String command) {
            this.command = command;
        }

        /** Name in URLs and media types. */
        public String command() {
            return command;
        }
    }
}
