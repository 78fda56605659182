package io.binome.server.api;

import io.binome.calendar.Calendar;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.Calendars;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calendars of a tenant's environments, by the contract that is in force. */
public final class TenantCalendars {
    private final Contracts contracts;
    private final Calendars calendars;

    public TenantCalendars(Contracts contracts, Calendars calendars) {
        this.contracts = contracts;
        this.calendars = calendars;
    }

    /**
     * @param agreed what the contract says of it; null when it says nothing, so that it is open at any time
     * @param rules those, or those of a calendar that never closes
     */
    public record OfEnvironment(
            String environment, @Nullable CalendarRules agreed, CalendarRules rules, Calendar calendar) {}

    /** In the order of their names; {@code number} is the contract's version. */
    public record OfTenant(int number, List<OfEnvironment> environments) {
        /** @throws ProblemException with {@link ApiProblem.NotFound} */
        public OfEnvironment of(String environment) {
            return environments.stream()
                    .filter(one -> one.environment().equals(environment))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("environment", environment)));
        }
    }

    public OfTenant of(TenantScope scope) {
        ContractVersion version = contracts.inForce(scope);
        return new OfTenant(
                version.number(),
                version.contract().environments().values().stream()
                        .map(environment -> {
                            CalendarRules agreed = environment.calendar();
                            CalendarRules rules = agreed == null ? CalendarRules.always(ZoneOffset.UTC) : agreed;
                            return new OfEnvironment(environment.name(), agreed, rules, calendars.of(rules));
                        })
                        .toList());
    }
}
