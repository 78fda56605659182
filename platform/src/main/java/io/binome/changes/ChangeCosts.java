package io.binome.changes;

import io.binome.billing.MeasuredDelta;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What applied changes really cost, beside what was planned. */
public interface ChangeCosts {
    /** Empty for a change that was not applied, was gone back on, or touches no service of a Compose stack. */
    Optional<Measured> of(TenantScope scope, ChangeId change);

    /**
     * @param applied when, and {@code looked} when this was worked out
     * @param services that it makes, alters or takes out
     * @param month what all of them together cost more a month, in whole cents; null while it is not known of one
     * @param early whether nothing can be said because no whole day has passed since
     */
    record Measured(
            Instant applied,
            Instant looked,
            List<MeasuredDelta> services,
            @Nullable Money month,
            boolean early) {
        public Measured {
            services = List.copyOf(services);
        }
    }
}
