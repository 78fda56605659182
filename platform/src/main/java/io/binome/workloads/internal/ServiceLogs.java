package io.binome.workloads.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.workloads.Runtime;
import io.binome.workloads.WorkloadProblem;
import io.binome.workloads.Workloads.ServiceLogLine;
import io.binome.workloads.internal.ReplicaStore.Replica;
import io.binome.workloads.internal.StackApply.Shared;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The lines of all replicas of a service as one log. */
final class ServiceLogs {
    private final Shared shared;

    ServiceLogs(Shared shared) {
        this.shared = shared;
    }

    void read(
            TenantScope scope,
            StackId stack,
            String service,
            Runtime.LogRequest request,
            Optional<String> search,
            Consumer<ServiceLogLine> lines,
            Cancellation cancellation) {
        List<Replica> replicas = replicas(scope, stack, service)
                .orElseThrow(() -> new ProblemException(new WorkloadProblem.ServiceNotFound(service)));
        Predicate<String> wanted = search.map(ServiceLogs::contains).orElse(_ -> true);
        PastLog past = new PastLog(shared.runtime(), request, search.isPresent(), wanted, cancellation);
        past.read(replicas, lines);
        if (cancellation.requested()) {
            return;
        }
        if (!replicas.isEmpty() && past.nobodyAnswered()) {
            throw new ProblemException(new WorkloadProblem.HostAway(service));
        }
        if (request.follow()) {
            new FollowedLog(
                            shared.runtime(),
                            () -> replicas(scope, stack, service),
                            past.last(),
                            request.since(),
                            wanted,
                            lines,
                            cancellation)
                    .follow();
        }
    }

    /** Those with a container; empty when there is no such service. */
    private Optional<List<Replica>> replicas(TenantScope scope, StackId stack, String service) {
        return shared.database().inTenant(scope, transaction -> shared.workloads()
                .find(transaction, stack, service)
                .map(known -> shared.replicas().of(transaction, known.id()).stream()
                        .filter(replica -> replica.containerId() != null)
                        .toList()));
    }

    private static Predicate<String> contains(String search) {
        String lower = search.toLowerCase(Locale.ROOT);
        return text -> text.toLowerCase(Locale.ROOT).contains(lower);
    }
}
