package io.binome.repositories.internal;

import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.repositories.PushLimits;
import io.binome.repositories.PushListener;
import io.binome.repositories.Repository;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.lib.PersonIdent;

/** The room on a database of its own, behind an HTTP server, with a listener that remembers. */
final class HostedGitFixture implements AutoCloseable {
    final TestDatabase database = TestDatabase.fresh();
    final TenantScope scope = new TenantScope(new TenantId(UUID.randomUUID()));
    final RememberingListener listener = new RememberingListener();
    final HostedGit git;
    private final InstantSource clock;
    final GitServer server;

    HostedGitFixture() {
        this(PushLimits.DEFAULT);
    }

    HostedGitFixture(PushLimits limits) {
        this(limits, InstantSource.system());
    }

    HostedGitFixture(PushLimits limits, InstantSource clock) {
        this.clock = clock;
        git = room(limits);
        server = new GitServer(git.transport(), scope);
    }

    /** Another replica: the same database, nothing else in common. */
    HostedGit room(PushLimits limits) {
        return new HostedGit(
                database.database(),
                new DatabaseLedger(database.database(), InstantSource.system()),
                actor -> new PersonIdent("Developer", "developer@example.org"),
                new SystemIds(InstantSource.system()),
                clock,
                limits,
                () -> listener,
                Runnable::run);
    }

    Repository repository() {
        return git.repositories()
                .create(
                        scope,
                        GitServer.PERSON,
                        "r" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }

    static final class RememberingListener implements PushListener {
        final List<Push> pushes = Collections.synchronizedList(new ArrayList<>());
        volatile PushListener next = (transaction, push) -> List.of("Seen: " + push.branch());

        @Override
        public List<String> pushed(Transaction transaction, Push push) {
            List<String> lines = next.pushed(transaction, push);
            pushes.add(push);
            return lines;
        }
    }
}
