package io.binome.workloads.internal;

/** Which attributes of a service change without a new container. */
final class InPlace {
    private InPlace() {}

    static boolean isAttribute(String path) {
        return path.equals("replicas")
                || path.equals("restart")
                || path.equals("limits.cpus")
                || path.equals("limits.memory")
                || path.equals("limits.pids")
                || path.startsWith("update.")
                || path.startsWith("depends_on.");
    }
}
