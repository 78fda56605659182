package io.binome.server.api;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.YearTotal;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import io.binome.workloads.Workloads.Workload;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What the services of one tenant use, as metrics. Only services that exist now, by their names: nothing says on which
 * hosts they run, as hosts are the provider's.
 */
final class ServiceMetrics {
    private final Stacks stacks;
    private final Repositories repositories;
    private final Workloads workloads;
    private final Metering metering;
    private final InstantSource clock;

    ServiceMetrics(
            Stacks stacks, Repositories repositories, Workloads workloads, Metering metering, InstantSource clock) {
        this.stacks = stacks;
        this.repositories = repositories;
        this.workloads = workloads;
        this.metering = metering;
        this.clock = clock;
    }

    String of(TenantScope scope) {
        MetricsText text = new MetricsText();
        Map<StackId, Map<String, String>> places = places(scope);
        Map<WorkloadId, YearTotal> used = metering.yearTotals(scope, clock.instant()).stream()
                .collect(Collectors.toMap(YearTotal::service, Function.identity()));
        for (Workload workload : workloads.all(scope)) {
            Map<String, String> labels = new HashMap<>(places.getOrDefault(workload.stack(), Map.of()));
            labels.put("service", workload.service());
            now(text, labels, workload);
            YearTotal total = used.get(workload.id());
            if (total != null) {
                used(text, labels, total);
            }
        }
        for (Workloads.Volume volume : workloads.volumes(scope)) {
            if (volume.usedBytes() != null) {
                Map<String, String> labels = new HashMap<>(places.getOrDefault(volume.stack(), Map.of()));
                labels.put("volume", volume.name());
                labels.put("attached", volume.detachedAt() == null ? "true" : "false");
                labels.put("id", volume.id().toString());
                text.gauge(
                        "binome_volume_bytes",
                        "What a volume holds, as measured at most an hour ago.",
                        labels,
                        BigDecimal.valueOf(volume.usedBytes()));
            }
        }
        return text.toString();
    }

    private Map<StackId, Map<String, String>> places(TenantScope scope) {
        Map<?, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        return stacks.list(scope).stream()
                .collect(Collectors.toMap(
                        Stack::id,
                        stack -> Map.of(
                                "repository",
                                names.getOrDefault(stack.repository(), ""),
                                "stack",
                                stack.name(),
                                "environment",
                                stack.declaration().environment())));
    }

    private static void now(MetricsText text, Map<String, String> labels, Workload workload) {
        text.gauge(
                "binome_service_memory_bytes",
                "Memory that all replicas use now, without page cache.",
                labels,
                sum(workload, Workloads.Replica::memoryBytes));
        text.gauge(
                "binome_service_memory_limit_bytes",
                "Memory that all replicas may use together; 0 without a limit.",
                labels,
                sum(workload, Workloads.Replica::memoryLimitBytes));
        text.gauge(
                "binome_service_replicas_wanted",
                "How many replicas there should be.",
                labels,
                BigDecimal.valueOf(workload.wantedReplicas()));
        text.gauge(
                "binome_service_replicas_running",
                "How many replicas run.",
                labels,
                BigDecimal.valueOf(workload.replicas().stream()
                        .filter(replica -> replica.state() == ObservedContainer.State.RUNNING)
                        .count()));
    }

    private static BigDecimal sum(Workload workload, ToLongFunction<Workloads.Replica> of) {
        return BigDecimal.valueOf(workload.replicas().stream().mapToLong(of).sum());
    }

    /** Since the beginning of the year of UTC, then from 0 again, which Prometheus takes for a restart of the counter. */
    private static void used(MetricsText text, Map<String, String> labels, YearTotal used) {
        text.counter(
                "binome_service_cpu_seconds_total",
                "Processor time used, as it is billed.",
                labels,
                new BigDecimal(used.cpuMicros()).movePointLeft(6));
        text.counter(
                "binome_service_memory_byte_seconds_total",
                "Memory used over time, as it is billed: its rate is bytes.",
                labels,
                new BigDecimal(used.memoryByteSeconds()));
        text.counter(
                "binome_service_volume_byte_seconds_total",
                "Bytes kept in volumes over time, as they are billed: its rate is bytes.",
                labels,
                new BigDecimal(used.volumeByteSeconds()));
        text.counter(
                "binome_service_sent_bytes_total",
                "Bytes sent to outside, as billed.",
                labels,
                new BigDecimal(used.sentBytes()));
        text.counter(
                "binome_service_requests_total",
                "Requests answered by the edge.",
                labels,
                new BigDecimal(used.requests()));
    }
}
