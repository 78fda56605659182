package io.binome.workloads.internal;

import io.binome.compose.ComposeNode.Mapping;
import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ContainerSpec.Limits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CPU, memory and processes of a service: what it asks for, else the tenant's defaults, never beyond the tenant's ceilings. */
final class LimitsReader {
    private static final long MINIMUM_MEMORY_BYTES = 6L << 20;

    private final TenantLimits tenant;
    private final Findings findings;

    LimitsReader(TenantLimits tenant, Findings findings) {
        this.tenant = tenant;
        this.findings = findings;
    }

    Limits read(String service, Mapping node) {
        String at = "services." + service;
        Mapping asked = node.mapping("deploy").mapping("resources").mapping("limits");
        long memory = memory(at, node, asked);
        return new Limits(cpu(at, node, asked), memory, pids(node, asked), shared(at, node, memory));
    }

    private long cpu(String at, Mapping node, Mapping asked) {
        Mapping holder = asked.has("cpus") ? asked : node;
        String text = holder.text("cpus");
        if (text == null || text.equals("0")) {
            return quota(node).orElse(tenant.defaultCpuMillis());
        }
        Optional<Long> millis = ComposeUnits.cpuMillis(text);
        if (millis.isEmpty() || millis.get() < 10 || millis.get() > tenant.maximumCpuMillis()) {
            findings.invalid(
                    IsolationRules.at(holder, "cpus"),
                    at + (holder == asked ? ".deploy.resources.limits.cpus" : ".cpus"),
                    text + " CPUs are not between 0.01 and the tenant's " + decimal(tenant.maximumCpuMillis()) + ".",
                    "Write a number in between.");
            return tenant.defaultCpuMillis();
        }
        return millis.get();
    }

    private Optional<Long> quota(Mapping node) {
        String quota = node.text("cpu_quota");
        if (quota == null || !quota.matches("[1-9]\\d{3,11}")) {
            return Optional.empty();
        }
        Optional<Long> period = ComposeUnits.duration(node.text("cpu_period") == null ? "100000us" : period(node))
                .map(duration -> duration.toNanos() / 1_000);
        return period.filter(micros -> micros > 0)
                .map(micros -> Math.min(tenant.maximumCpuMillis(), Long.parseLong(quota) * 1_000 / micros));
    }

    private static String period(Mapping node) {
        String text = node.text("cpu_period");
        return text == null || text.equals("0") ? "100000us" : text.matches("\\d+") ? text + "us" : text;
    }

    private long memory(String at, Mapping node, Mapping asked) {
        Mapping holder = asked.has("memory") ? asked : node;
        String key = holder == asked ? "memory" : "mem_limit";
        String text = holder.text(key);
        if (text == null || text.equals("0")) {
            return tenant.defaultMemoryBytes();
        }
        Optional<Long> bytes = ComposeUnits.bytes(text);
        if (bytes.isEmpty() || bytes.get() < MINIMUM_MEMORY_BYTES || bytes.get() > tenant.maximumMemoryBytes()) {
            findings.invalid(
                    IsolationRules.at(holder, key),
                    at + (holder == asked ? ".deploy.resources.limits.memory" : ".mem_limit"),
                    text + " of memory is not between 6 MiB and the tenant's " + tenant.maximumMemoryBytes()
                            + " bytes.",
                    "Write a size in between.");
            return tenant.defaultMemoryBytes();
        }
        return bytes.get();
    }

    private int pids(Mapping node, Mapping asked) {
        long pids = ComposeValues.longAt(asked, "pids", ComposeValues.longAt(node, "pids_limit", 0));
        return pids < 1 || pids > 32_768 ? tenant.defaultPids() : (int) pids;
    }

    private @Nullable Long shared(String at, Mapping node, long memory) {
        String text = node.text("shm_size");
        if (text == null || text.equals("0")) {
            return null;
        }
        Optional<Long> bytes = ComposeUnits.bytes(text);
        if (bytes.isEmpty() || bytes.get() > memory) {
            findings.invalid(
                    IsolationRules.at(node, "shm_size"),
                    at + ".shm_size",
                    text + " does not fit into the service's memory of " + memory + " bytes.",
                    "Write a smaller size, or raise mem_limit.");
            return null;
        }
        return bytes.get();
    }

    static String decimal(long millis) {
        return java.math.BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
