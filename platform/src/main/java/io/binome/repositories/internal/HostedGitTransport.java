package io.binome.repositories.internal;

import io.binome.kernel.Actor;
import io.binome.repositories.GitTransport;
import io.binome.repositories.PushGuard;
import io.binome.repositories.PushLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPackInternalServerErrorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Git's smart HTTP protocol by JGit. */
final class HostedGitTransport implements GitTransport {
    private static final Logger LOG = LoggerFactory.getLogger(HostedGitTransport.class);

    private final RepositoryOpener opener;
    private final RefMover mover;
    private final PushLimits limits;
    private final PackKeeper keeper;

    HostedGitTransport(RepositoryOpener opener, RefMover mover, PushLimits limits, PackKeeper keeper) {
        this.opener = opener;
        this.mover = mover;
        this.limits = limits;
        this.keeper = keeper;
    }

    @Override
    public void advertise(Visit visit, Service service, OutputStream response) {
        try (StoredRepository repository = opener.open(visit.scope(), visit.repository())) {
            PacketLineOut lines = new PacketLineOut(response);
            PacketLineOutRefAdvertiser advertiser = new PacketLineOutRefAdvertiser(lines);
            switch (service) {
                case UPLOAD_PACK -> {
                    UploadPack pack = uploadPack(repository, visit.protocol());
                    pack.sendAdvertisedRefs(advertiser, service.command());
                }
                case RECEIVE_PACK -> {
                    lines.writeString("# service=" + service.command() + "\n");
                    lines.end();
                    PushReceiver receiver =
                            new PushReceiver(repository, new Actor.Machine("repositories"), () -> false, mover, limits);
                    receiver.sendAdvertisedRefs(advertiser);
                }
            }
            response.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException("The refs were not told to the client", failed);
        }
    }

    @Override
    public void uploadPack(Visit visit, InputStream request, OutputStream response) {
        try (StoredRepository repository = opener.open(visit.scope(), visit.repository())) {
            try {
                uploadPack(repository, visit.protocol()).upload(request, response, null);
            } catch (ServiceMayNotContinueException | PackProtocolException told) {
                LOG.info("A fetch from repository {} was refused: {}", visit.repository(), told.getMessage());
            } catch (UploadPackInternalServerErrorException told) {
                LOG.warn("A fetch from repository {} failed", visit.repository(), told);
            }
            response.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException("The fetch broke off", failed);
        }
    }

    private static UploadPack uploadPack(StoredRepository repository, @Nullable String protocol) {
        UploadPack pack = new Fetch(repository);
        pack.setBiDirectionalPipe(false);
        PackConfig config = new PackConfig(repository);
        // Deltas are made by garbage collection, once, and not again for each fetch.
        config.setDeltaCompress(false);
        config.setThreads(1);
        pack.setPackConfig(config);
        if (protocol != null) {
            pack.setExtraParameters(Set.of(protocol.split(":")));
        }
        return pack;
    }

    @Override
    public void receivePack(Visit visit, Actor actor, PushGuard guard, InputStream request, OutputStream response) {
        try (StoredRepository repository = opener.open(visit.scope(), visit.repository())) {
            PushReceiver receiver = new PushReceiver(repository, actor, guard, mover, limits);
            try {
                receiver.receive(request, response, null);
            } catch (UnpackException | PackProtocolException told) {
                LOG.info("A push to repository {} was refused: {}", visit.repository(), reason(told));
            }
            // A client that still sends does not listen: read on, so that it hears the answer.
            drain(request);
            response.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "The push broke off; no branch has moved unless the client was told so", failed);
        }
        keeper.soon(visit.scope(), visit.repository());
    }

    private static String reason(IOException told) {
        Throwable cause = told.getCause();
        return String.valueOf(cause == null ? told.getMessage() : cause.getMessage());
    }

    private void drain(InputStream request) throws IOException {
        byte[] nowhere = new byte[64 * 1024];
        long left = 2 * limits.packBytes();
        while (left > 0) {
            int count = request.read(nowhere);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    /** JGit knows {@code deepen-relative} (git fetch --deepen) and cannot do it; its answer would be an internal error. */
    private static final class Fetch extends UploadPack {
        Fetch(StoredRepository repository) {
            super(repository);
        }

        @Override
        public void uploadWithExceptionPropagation(
                InputStream request, OutputStream response, @Nullable OutputStream messages) throws IOException {
            try {
                super.uploadWithExceptionPropagation(request, response, messages);
            } catch (UnsupportedOperationException deepen) {
                throw new ServiceMayNotContinueException(
                        "git fetch --deepen is not served here; use git fetch --depth with the whole depth,"
                                + " or git fetch --unshallow",
                        deepen);
            }
        }
    }
}
