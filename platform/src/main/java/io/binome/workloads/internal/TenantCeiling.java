package io.binome.workloads.internal;

import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ResourceUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether all stacks of a tenant together stay within its limits. Pure. */
final class TenantCeiling {
    /** A stack and what it claims. */
    record Claim(String stack, ResourceUse use) {}

    /** Something of which there would be too much; {@code reason} is a sentence. */
    record Excess(String resource, String reason, String instead) {}

    /** @param agreed whether the contract alone says how much it is */
    private record Resource(
            String name,
            ToLongFunction<ResourceUse> use,
            ToLongFunction<TenantLimits> limit,
            LongFunction<String> words,
            String instead,
            boolean agreed) {
        Resource(
                String name,
                ToLongFunction<ResourceUse> use,
                ToLongFunction<TenantLimits> limit,
                LongFunction<String> words,
                String instead) {
            this(name, use, limit, words, instead, false);
        }
    }

    private static final List<Resource> RESOURCES = List.of(
            new Resource(
                    "cpus",
                    ResourceUse::cpuMillis,
                    TenantLimits::maximumCpuMillis,
                    millis -> LimitsReader.decimal(millis) + (millis == 1_000 ? " CPU" : " CPUs"),
                    "Lower cpus or replicas"),
            new Resource(
                    "memory",
                    ResourceUse::memoryBytes,
                    TenantLimits::maximumMemoryBytes,
                    bytes -> Math.ceilDiv(bytes, 1L << 20) + " MiB of memory",
                    "Lower mem_limit or replicas"),
            new Resource(
                    "pids",
                    ResourceUse::pids,
                    TenantLimits::maximumPids,
                    pids -> pids + (pids == 1 ? " process" : " processes"),
                    "Lower pids_limit or replicas"),
            new Resource(
                    "volumes",
                    ResourceUse::volumes,
                    TenantLimits::maximumVolumes,
                    volumes -> volumes + (volumes == 1 ? " volume" : " volumes"),
                    "Use fewer volumes"),
            new Resource(
                    "disk",
                    ResourceUse::diskBytes,
                    limits -> orAny(limits.agreed().diskBytes()),
                    bytes -> Math.ceilDiv(bytes, 1L << 20) + " MiB of disk",
                    "Lower x-binome-size, or remove what volumes hold",
                    true),
            new Resource(
                    "domains",
                    ResourceUse::domains,
                    limits -> orAny(limits.agreed().domains()),
                    domains -> domains + (domains == 1 ? " published address" : " published addresses"),
                    "Publish fewer ports",
                    true));

    private TenantCeiling() {}

    private static long orAny(@Nullable Number limit) {
        return limit == null ? Long.MAX_VALUE : limit.longValue();
    }

    /**
     * @param others all other stacks of the tenant
     * @param before what this stack claims now
     * @param wanted what it would claim
     * @return empty also for what is over the limit already and would not become more
     */
    static List<Excess> exceeded(TenantLimits limits, List<Claim> others, ResourceUse before, Claim wanted) {
        List<Excess> exceeded = new ArrayList<>();
        for (Resource resource : RESOURCES) {
            long own = resource.use().applyAsLong(wanted.use());
            long all = own + sum(resource, others);
            long limit = resource.limit().applyAsLong(limits);
            if (all > limit && own > resource.use().applyAsLong(before)) {
                exceeded.add(new Excess(
                        resource.name(),
                        allowed(limits, resource, limit) + ", and this would make it " + words(resource, all) + ": "
                                + shares(resource, others, wanted) + ".",
                        resource.instead() + ", here or in another stack, or "
                                + (resource.agreed()
                                        ? "change limits." + resource.name() + " of the contract."
                                        : "ask the provider for a higher limit.")));
            }
        }
        return exceeded;
    }

    /** Sentences about what is over the limits as it is. */
    static List<String> over(TenantLimits limits, List<Claim> all) {
        List<String> over = new ArrayList<>();
        for (Resource resource : RESOURCES) {
            long limit = resource.limit().applyAsLong(limits);
            if (sum(resource, all) > limit) {
                over.add(words(resource, sum(resource, all)) + " are in use, and " + words(resource, limit)
                        + " are allowed: " + shares(resource, all, new Claim("", ResourceUse.NONE)) + ".");
            }
        }
        return over;
    }

    private static String allowed(TenantLimits limits, Resource resource, long limit) {
        return resource.agreed()
                ? "The contract (version " + limits.agreed().contract() + ") allows " + words(resource, limit)
                : "The tenant may take " + words(resource, limit);
    }

    private static long sum(Resource resource, List<Claim> claims) {
        return claims.stream()
                .mapToLong(claim -> resource.use().applyAsLong(claim.use()))
                .sum();
    }

    private static String words(Resource resource, long amount) {
        return resource.words().apply(amount);
    }

    /** The stack at hand first, then the others, largest first. */
    private static String shares(Resource resource, List<Claim> others, Claim own) {
        List<Claim> all = new ArrayList<>();
        if (resource.use().applyAsLong(own.use()) > 0) {
            all.add(own);
        }
        others.stream()
                .filter(claim -> resource.use().applyAsLong(claim.use()) > 0)
                .sorted(Comparator.comparingLong((Claim claim) -> resource.use().applyAsLong(claim.use()))
                        .reversed()
                        .thenComparing(Claim::stack))
                .forEach(all::add);
        return all.stream()
                .map(claim ->
                        claim.stack() + " " + words(resource, resource.use().applyAsLong(claim.use())))
                .collect(Collectors.joining(", "));
    }
}
