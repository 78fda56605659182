package io.binome.margin;

import java.time.YearMonth;

/** What is left of what tenants are billed when what their use of hosts costs is taken off; for the provider alone. */
public interface Margins {
    /** The month that goes on now, in {@link MonthMargin#ZONE}. */
    YearMonth current();

    /**
     * A month, or as much of it as is over.
     *
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput} for one that has not begun
     */
    MonthMargin month(YearMonth month);
}
