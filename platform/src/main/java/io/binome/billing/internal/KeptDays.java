package io.binome.billing.internal;

import io.binome.billing.Rating;
import io.binome.billing.internal.BilledUseStore.Kept;
import io.binome.billing.internal.BilledUseStore.Zoned;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fills ratings with what was used. Days that are over are added up once and kept, and added up anew when the metering of
 * them has another mark; hours of today are read each time.
 */
final class KeptDays {
    private final Database database;
    private final BilledUseStore uses;
    private final BilledHoldingStore holdings;
    private final Metering metering;
    private final InstantSource clock;

    KeptDays(
            Database database,
            BilledUseStore uses,
            BilledHoldingStore holdings,
            Metering metering,
            InstantSource clock) {
        this.database = database;
        this.uses = uses;
        this.holdings = holdings;
        this.metering = metering;
        this.clock = clock;
    }

    /** @param over where the days end that are over */
    private record Over(Zoned month, Rating rating, Instant over) {
        boolean hasDays() {
            return over.isAfter(rating.from());
        }
    }

    /** All of the days that are over from what is kept, where that still holds. A year costs hardly more than a month. */
    void fill(TenantScope scope, Map<Zoned, Rating> months) {
        List<Over> all = months.entrySet().stream()
                .map(one -> over(one.getKey(), one.getValue()))
                .toList();
        Map<Zoned, Kept> wanted =
                marked(scope, all.stream().filter(Over::hasDays).toList());
        Set<Zoned> held = wanted.isEmpty()
                ? Set.of()
                : database.inTenant(scope, transaction -> {
                    Map<Zoned, Kept> kept = uses.kept(transaction, wanted.keySet());
                    Map<Zoned, Rating> holding = new HashMap<>();
                    wanted.forEach((month, as) -> {
                        if (as.equals(kept.get(month))) {
                            holding.put(month, months.get(month));
                        }
                    });
                    uses.read(transaction, holding);
                    return new HashSet<>(holding.keySet());
                });
        for (Over one : all) {
            Kept as = wanted.get(one.month());
            if (as != null && !held.contains(one.month())) {
                keep(scope, one, as);
            }
            today(scope, one);
        }
    }

    private Over over(Zoned month, Rating rating) {
        ZoneId zone = month.zone();
        Instant today =
                clock.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        return new Over(month, rating, today.isBefore(rating.until()) ? today : rating.until());
    }

    /** As what each of them may be kept; a month without use, that anybody may ask for, is not. */
    private Map<Zoned, Kept> marked(TenantScope scope, List<Over> over) {
        List<String> marks = over.isEmpty()
                ? List.of()
                : metering.marks(
                        scope,
                        over.stream()
                                .map(one -> new Metering.Times(one.rating().from(), one.over()))
                                .toList());
        Map<Zoned, Kept> marked = new HashMap<>();
        for (int i = 0; i < marks.size(); i++) {
            Over one = over.get(i);
            if (!marks.get(i).isEmpty()) {
                marked.put(one.month(), new Kept(one.over(), mark(marks.get(i), one.rating())));
            }
        }
        return marked;
    }

    /** What is added up by other parts of a month is of no use any more: a contract has named another book since. */
    private static String mark(String metering, Rating rating) {
        return rating.cuts().isEmpty() ? metering : metering + " cut at " + rating.cuts();
    }

    private void keep(TenantScope scope, Over one, Kept kept) {
        UsageSheet sheet = new UsageSheet(new BillingMonth(
                one.month().month(),
                one.month().zone(),
                kept.until(),
                one.rating().cuts()));
        metering.hours(scope, one.rating().from(), kept.until(), hour -> {
            sheet.add(hour);
            one.rating().add(hour);
        });
        database.inTenant(scope, transaction -> {
            holdings.lock(transaction);
            uses.keep(transaction, one.month(), kept, sheet);
            return true;
        });
    }

    private void today(TenantScope scope, Over one) {
        if (one.over().isBefore(one.rating().until())) {
            Instant from = one.hasDays() ? one.over() : one.rating().from();
            metering.hours(scope, from, one.rating().until(), one.rating()::add);
        }
    }
}
