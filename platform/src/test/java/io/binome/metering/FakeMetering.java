package io.binome.metering;

import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Hours in memory. */
public final class FakeMetering implements Metering {
    private final List<UsageHour> all = new ArrayList<>();
    private int asked;

    public void add(UsageHour hour) {
        all.add(hour);
    }

    /** How many hours were read so far. */
    public int asked() {
        return asked;
    }

    @Override
    public void hours(TenantScope scope, Instant from, Instant to, Consumer<UsageHour> each) {
        between(scope, from, to).forEach(hour -> {
            asked++;
            each.accept(hour);
        });
    }

    @Override
    public List<UsageHour> days(TenantScope scope, Instant from, Instant to) {
        return between(scope, from, to).stream()
                .map(hour -> new UsageHour(
                        hour.tenant(),
                        hour.stack(),
                        hour.service(),
                        hour.host(),
                        hour.hour().truncatedTo(ChronoUnit.DAYS),
                        hour.revision(),
                        hour.cpuMicros(),
                        hour.memoryByteSeconds(),
                        hour.volumeByteSeconds(),
                        hour.sentBytes(),
                        hour.requests(),
                        hour.estimated(),
                        hour.closed()))
                .toList();
    }

    private List<UsageHour> between(TenantScope scope, Instant from, Instant to) {
        return all.stream()
                .filter(hour -> hour.tenant().equals(scope.tenant())
                        && !hour.hour().isBefore(from)
                        && hour.hour().isBefore(to))
                .sorted(Comparator.comparing(UsageHour::hour))
                .toList();
    }
}
