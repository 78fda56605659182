package io.binome.server.console;

import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.workloads.ResourceUse;
import io.binome.workloads.Runtime;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What runs, in memory. */
final class FakeWorkloads implements Workloads {
    final Map<StackId, TenantId> owners = new HashMap<>();
    final List<Workload> workloads = new ArrayList<>();
    final List<Service> services = new ArrayList<>();
    final List<Volume> volumes = new ArrayList<>();
    final List<ServiceLogLine> lines = new ArrayList<>();
    final List<FakeShell> shells = new CopyOnWriteArrayList<>();
    final List<String> restarted = new ArrayList<>();

    @Override
    public List<Workload> of(TenantScope scope, StackId stack) {
        return all(scope).stream().filter(one -> one.stack().equals(stack)).toList();
    }

    @Override
    public List<Workload> all(TenantScope scope) {
        return workloads.stream()
                .filter(one -> scope.tenant().equals(owners.get(one.stack())))
                .toList();
    }

    @Override
    public List<Service> services(TenantScope scope) {
        return java.util.stream.Stream.concat(
                        services.stream().filter(one -> scope.tenant().equals(owners.get(one.stack()))),
                        all(scope).stream()
                                .map(one -> new Service(one.id(), one.stack(), one.service(), one.wantedReplicas())))
                .toList();
    }

    @Override
    public TenantUse use(TenantScope scope) {
        return new TenantUse(ResourceUse.NONE, List.of(), List.of());
    }

    @Override
    public Page<Volume> volumes(TenantScope scope, PageRequest page) {
        return new Page<>(volumes(scope), null);
    }

    @Override
    public List<Volume> volumes(TenantScope scope) {
        return volumes.stream()
                .filter(one -> scope.tenant().equals(owners.get(one.stack())))
                .toList();
    }

    @Override
    public List<Drift> drift(TenantScope scope, StackId stack) {
        return List.of();
    }

    @Override
    public synchronized void restart(TenantScope scope, Actor actor, StackId stack, String service) {
        restarted.add(service);
    }

    @Override
    public void logs(
            TenantScope scope,
            StackId stack,
            String service,
            Runtime.LogRequest request,
            Optional<String> search,
            Consumer<ServiceLogLine> to,
            Cancellation cancellation) {
        if (request.follow()) {
            to.accept(new ServiceLogLine(1, Instant.now(), false, "GET / 200 1.2ms (followed)"));
            CountDownLatch end = new CountDownLatch(1);
            try (AutoCloseable _ = cancellation.whenRequested(end::countDown)) {
                end.await();
            } catch (Exception interrupted) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        lines.stream()
                .filter(line -> search.isEmpty() || line.text().contains(search.get()))
                .forEach(to);
    }

    @Override
    public Runtime.ExecSession exec(
            TenantScope scope,
            Actor actor,
            StackId stack,
            String service,
            int replica,
            List<String> command,
            boolean terminal) {
        FakeShell shell = new FakeShell(replica, command, terminal);
        shells.add(shell);
        return shell;
    }

    @Override
    public synchronized long awaitChange(TenantScope scope, long since, Duration atMost) {
        try {
            wait(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
