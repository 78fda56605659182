package io.binome.repositories.internal;

import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.ledger.Ledger;
import io.binome.repositories.GitTransport;
import io.binome.repositories.PushLimits;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repositories;
import io.binome.repositories.RepositoryUpkeep;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The room, put together: what the server's wiring makes one of. */
public final class HostedGit {
    private final HostedRepositories repositories;
    private final HostedGitTransport transport;
    private final PackKeeper keeper;

    /**
     * @param listener asked for at each push, since whoever listens needs {@link #repositories()} first
     * @param background where packs are put together after a push, such as a virtual thread per task
     */
    public HostedGit(
            Database database,
            Ledger ledger,
            Tenants tenants,
            Ids ids,
            InstantSource clock,
            PushLimits limits,
            Supplier<PushListener> listener,
            Executor background) {
        this(database, ledger, CommitAuthors.of(tenants), ids, clock, limits, listener, background);
    }

    HostedGit(
            Database database,
            Ledger ledger,
            CommitAuthors authors,
            Ids ids,
            InstantSource clock,
            PushLimits limits,
            Supplier<PushListener> listener,
            Executor background) {
        RepositoryStore repositoryStore = new RepositoryStore(database);
        PackStore packs = new PackStore(database, ids, clock);
        RefStore refs = new RefStore(database, clock);
        RepositoryOpener opener = new RepositoryOpener(repositoryStore, packs, refs, limits);
        RefMover mover = new RefMover(database, refs, ledger, listener, limits.refs());
        this.keeper = new PackKeeper(repositoryStore, opener, packs, refs, clock, background);
        this.transport = new HostedGitTransport(opener, mover, limits, keeper);
        this.repositories = new HostedRepositories(
                database, ledger, ids, clock, repositoryStore, refs, opener, mover, authors, limits);
    }

    public Repositories repositories() {
        return repositories;
    }

    public GitTransport transport() {
        return transport;
    }

    public RepositoryUpkeep upkeep() {
        return keeper;
    }

    PackKeeper keeper() {
        return keeper;
    }
}
