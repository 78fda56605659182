package io.binome.drivers.docker;

import com.github.dockerjava.api.model.Capability;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What root in a container may do beyond an ordinary user. Docker's own list without the raw sockets, device nodes,
 * chroot, file capabilities and audit records that ordinary services do without; some of those may be asked for, since
 * they reach nothing outside the container.
 */
final class Capabilities {
    static final Set<String> ALWAYS =
            Set.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID");

    /** Raw sockets are not among them: they would let a container speak with a neighbour's address. */
    static final Set<String> ON_REQUEST = Set.of("AUDIT_WRITE", "SETFCAP", "SETPCAP", "SYS_CHROOT");

    private Capabilities() {}

    /**
     * As Docker reckons: what is added is given even where it, or all, is dropped.
     *
     * @throws RuntimeRefused for one that would weaken isolation
     */
    static Capability[] granted(Set<String> added, Set<String> dropped) {
        Set<String> less = dropped.stream().map(Capabilities::name).collect(Collectors.toSet());
        Set<String> granted = new TreeSet<>(less.contains("ALL") ? Set.of() : ALWAYS);
        granted.removeAll(less);
        for (String asked : added.stream().sorted().toList()) {
            String name = name(asked);
            if (!ALWAYS.contains(name) && !ON_REQUEST.contains(name)) {
                throw new RuntimeRefused(
                        RuntimeRefused.Reason.ISOLATION,
                        "The capability " + asked
                                + " would weaken the isolation of tenants; those that may be added are "
                                + String.join(", ", ON_REQUEST.stream().sorted().toList()));
            }
            granted.add(name);
        }
        return granted.stream().map(Capability::valueOf).toArray(Capability[]::new);
    }

    private static String name(String asked) {
        return asked.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
    }
}
