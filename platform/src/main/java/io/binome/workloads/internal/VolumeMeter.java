package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.PartStore.Owned;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes down what volumes hold: Docker cannot keep them from growing, so what they hold is what counts. */
final class VolumeMeter {
    private final Database database;
    private final Runtime runtime;
    private final PartStore parts;
    private final InstantSource clock;

    VolumeMeter(Database database, Runtime runtime, PartStore parts, InstantSource clock) {
        this.database = database;
        this.runtime = runtime;
        this.parts = parts;
        this.clock = clock;
    }

    void measure(HostId host) {
        Map<TenantId, List<VolumeId>> present =
                database.asDispatcher(transaction -> parts.present(transaction, host)).stream()
                        .collect(Collectors.groupingBy(
                                Owned::tenant, Collectors.mapping(Owned::volume, Collectors.toList())));
        if (present.isEmpty()) {
            return;
        }
        Map<VolumeId, Long> sizes = runtime.volumeSizes(host);
        Instant now = clock.instant();
        present.forEach((tenant, volumes) -> database.inTenant(new TenantScope(tenant), transaction -> {
            for (VolumeId volume : volumes) {
                Long bytes = sizes.get(volume);
                if (bytes != null) {
                    parts.measured(transaction, volume, bytes, now);
                }
            }
            return tenant;
        }));
    }
}
