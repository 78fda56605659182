package io.binome.notifications.internal;

import io.binome.notifications.Inbox;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** When somebody wants no mail, and when the daily one is due. Local times, so that clock changes move nothing. */
final class QuietHours {
    private static final LocalTime DAILY = LocalTime.of(8, 0);

    private QuietHours() {}

    /** The end of the quiet hours that now is in; now itself when there are none. */
    static Instant over(Inbox.@Nullable Quiet quiet, ZoneId zone, Instant now) {
        if (quiet == null || quiet.from().equals(quiet.to())) {
            return now;
        }
        ZonedDateTime local = now.atZone(zone);
        LocalTime time = local.toLocalTime();
        boolean overMidnight = quiet.from().isAfter(quiet.to());
        boolean evening = overMidnight && !time.isBefore(quiet.from());
        boolean morning = overMidnight && time.isBefore(quiet.to());
        boolean within = !overMidnight && !time.isBefore(quiet.from()) && time.isBefore(quiet.to());
        if (!evening && !morning && !within) {
            return now;
        }
        LocalDate ends = evening ? local.toLocalDate().plusDays(1) : local.toLocalDate();
        return ends.atTime(quiet.to()).atZone(zone).toInstant();
    }

    /** The next morning at eight. */
    static Instant nextDaily(ZoneId zone, Instant now) {
        ZonedDateTime local = now.atZone(zone);
        LocalDate day = local.toLocalTime().isBefore(DAILY)
                ? local.toLocalDate()
                : local.toLocalDate().plusDays(1);
        return day.atTime(DAILY).atZone(zone).toInstant();
    }
}
