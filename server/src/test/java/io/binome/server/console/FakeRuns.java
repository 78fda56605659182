package io.binome.server.console;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobLease;
import io.binome.runs.LogMask;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs in memory, with logs that grow. */
final class FakeRuns implements Runs {
    private record Kept(TenantId tenant, Run run) {}

    private final List<Kept> kept = new ArrayList<>();
    private final Map<RunId, StringBuilder> logs = new HashMap<>();

    synchronized void add(TenantId tenant, Run run, String log) {
        kept.addFirst(new Kept(tenant, run));
        logs.put(run.id(), new StringBuilder(log));
    }

    synchronized void write(RunId run, String line) {
        logs.get(run).append(line).append('\n');
        notifyAll();
    }

    @Override
    public RunId begin(
            Transaction transaction,
            JobLease lease,
            Actor actor,
            Run.Kind kind,
            ChangeId change,
            @Nullable StackId stack) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RunId begin(Transaction transaction, Actor actor, Run.Kind kind, ChangeId change, @Nullable StackId stack) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void finish(Transaction transaction, RunId run, Run.State state, @Nullable String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int forgetLooks(Transaction transaction, int newest, Collection<RunId> kept) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Run.State> state(Transaction transaction, RunId run) {
        return find(transaction.scope(), run).map(Run::state);
    }

    @Override
    public synchronized Optional<Run> find(TenantScope scope, RunId run) {
        return kept.stream()
                .filter(one ->
                        one.tenant().equals(scope.tenant()) && one.run().id().equals(run))
                .map(Kept::run)
                .findFirst();
    }

    @Override
    public Page<Run> of(TenantScope scope, ChangeId change, PageRequest page) {
        return new Page<>(of(scope, change), null);
    }

    @Override
    public synchronized List<Run> of(TenantScope scope, ChangeId change) {
        return kept.stream()
                .filter(one -> one.tenant().equals(scope.tenant())
                        && one.run().change().equals(change))
                .map(Kept::run)
                .toList();
    }

    @Override
    public RunLog log(TenantScope scope, RunId run, LogMask mask) {
        return RunLog.NONE;
    }

    @Override
    public synchronized LogSlice read(TenantScope scope, RunId run, long offset, int maximumBytes) {
        byte[] all = logs.get(run).toString().getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(offset, all.length);
        return new LogSlice(
                new String(all, from, all.length - from, StandardCharsets.UTF_8),
                all.length,
                find(scope, run).orElseThrow().state().ended());
    }

    @Override
    public synchronized LogSlice await(TenantScope scope, RunId run, long offset, Duration atMost) {
        LogSlice slice = read(scope, run, offset, 1 << 20);
        if (slice.text().isEmpty() && !slice.ended()) {
            try {
                wait(Math.max(1, atMost.toMillis()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            slice = read(scope, run, offset, 1 << 20);
        }
        return slice;
    }
}
