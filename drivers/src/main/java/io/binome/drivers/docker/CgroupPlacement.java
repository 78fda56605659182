package io.binome.drivers.docker;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;

/**
 * The parent cgroup of every container: one level each for Binome, tenant, stack and workload, so that a tenant can be
 * limited as a whole and a parent keeps the counters of children that are gone.
 *
 * <p>Docker takes a path with the {@code cgroupfs} driver and a slice name with {@code systemd}, where each hyphen opens
 * a level; hence ids without hyphens. systemd.slice(5).
 */
final class CgroupPlacement {
    private CgroupPlacement() {}

    static String parent(String cgroupDriver, TenantId tenant, StackId stack, WorkloadId workload) {
        return cgroupDriver.equals("systemd")
                ? "binome-" + tenant.compact() + "-" + stack.compact() + "-" + workload.compact() + ".slice"
                : "/binome/" + tenant.compact() + "/" + stack.compact() + "/" + workload.compact();
    }

    /** Where builds of a tenant run. */
    static String buildParent(String cgroupDriver, TenantId tenant) {
        return cgroupDriver.equals("systemd")
                ? "binome-" + tenant.compact() + "-build.slice"
                : "/binome/" + tenant.compact() + "/build";
    }

    /** The container's own cgroup under the root of a hierarchy, without leading slash. */
    static String container(String cgroupDriver, String parent, String containerId) {
        if (!cgroupDriver.equals("systemd")) {
            return parent.substring(1) + "/" + containerId;
        }
        StringBuilder path = new StringBuilder();
        String name = parent.substring(0, parent.length() - ".slice".length());
        for (int hyphen = name.indexOf('-'); hyphen >= 0; hyphen = name.indexOf('-', hyphen + 1)) {
            path.append(name, 0, hyphen).append(".slice/");
        }
        return path.append(parent)
                .append("/docker-")
                .append(containerId)
                .append(".scope")
                .toString();
    }
}
