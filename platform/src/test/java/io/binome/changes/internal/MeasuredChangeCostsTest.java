package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.MeasuredDelta;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.TestBooks;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeCosts.Measured;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that were really applied, looked at ten days later; what days cost is made up. */
class MeasuredChangeCostsTest {
    private static final Duration LATER = Duration.ofDays(10);

    private final ChangesFixture room = new ChangesFixture();

    @BeforeEach
    void resourcesAreServices() {
        room.engine.type = "service";
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void theNextChangeThatTouchesAServiceEndsTheMeasureOfTheOneBefore() {
        Change first = room.ship("first", shop("web=1\napi=1\n"));
        Change second = room.ship("second", shop("web=2\napi=1\n"));

        Measured before = measured(first, second);
        assertThat(before.services())
                .extracting(MeasuredDelta::service, MeasuredDelta::daysAfter)
                .containsExactlyInAnyOrder(tuple("web", 0), tuple("api", 9));
        assertThat(before.month()).as("of the one nobody can tell").isNull();

        Measured after = measured(second, second);
        assertThat(after.services()).singleElement().satisfies(web -> {
            assertThat(web.service()).isEqualTo("web");
            assertThat(web.daysBefore()).isEqualTo(14);
            assertThat(web.daysAfter()).isEqualTo(9);
        });
        // From one euro a day to three: two more, 365/12 times.
        assertThat(after.month()).isEqualTo(new Money(60_830_000, "EUR"));
        assertThat(after.early()).isFalse();
    }

    @Test
    void whatTheChangeBeforeDidIsNotCountedForTheNextOne() {
        room.ship("first", shop("web=1\napi=1\n"));
        fiveDaysEarlier();
        Change second = room.ship("second", shop("web=2\napi=1\n"));
        assertThat(measured(second, second).services()).singleElement().satisfies(web -> assertThat(web.daysBefore())
                .isEqualTo(4));
    }

    private void fiveDaysEarlier() {
        room.database.asOwner(sql -> {
            sql.execute("UPDATE change SET updated_at = updated_at - interval '5 days'");
            sql.execute("UPDATE change_activity SET at = at - interval '5 days'");
        });
    }

    @Test
    void nothingIsSaidOfWhatWasNotAppliedOrIsNoService() {
        ChangeId planned = room.push("planned", shop("web=1\n"));
        Change waiting = room.await(planned, "planned");
        assertThat(costs(waiting, LATER).of(room.scope, planned)).isEmpty();
        room.command(room.author, planned, new ChangeCommand.Close());

        room.engine.type = "volume";
        Change volume = room.ship("volume", shop("books=1\n"));
        assertThat(costs(volume, LATER).of(room.scope, volume.id())).isEmpty();
    }

    @Test
    void onTheDayOfTheApplyItIsTooEarly() {
        Change change = room.ship("first", shop("web=1\n"));
        assertThat(costs(change, Duration.ZERO).of(room.scope, change.id())).hasValueSatisfying(measured -> {
            assertThat(measured.early()).isTrue();
            assertThat(measured.month()).isNull();
        });
    }

    private Measured measured(Change change, Change last) {
        return costs(last, LATER).of(room.scope, change.id()).orElseThrow();
    }

    /** As they are seen that long after the last one was applied. */
    private MeasuredChangeCosts costs(Change last, Duration later) {
        return new MeasuredChangeCosts(room.changes, new MadeUp(last.updatedAt()), () -> last.updatedAt()
                .plus(later));
    }

    private static Map<String, String> shop(String things) {
        return Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", things);
    }

    /** One euro a day until the apply and three from then on, for each service. */
    private static final class MadeUp implements Bills {
        private final PriceBook book = TestBooks.standard();
        private final Instant applied;

        MadeUp(Instant applied) {
            this.applied = applied;
        }

        @Override
        public Basis basis(TenantScope scope, YearMonth month) {
            return new Basis(AgreedBooks.of(book), 1, List.of(), _ -> Place.TENANT);
        }

        @Override
        public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
            LocalDate change = LocalDate.ofInstant(applied, book.zone());
            List<DayCost> days = new ArrayList<>();
            for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
                for (String service : List.of("web", "api")) {
                    days.add(new DayCost(
                            day,
                            Origin.TENANT,
                            new Place("production", "shop", "web", service),
                            Metered.CPU,
                            BigInteger.ONE,
                            new Money(day.isBefore(change) ? 1_000_000 : 3_000_000, "EUR")));
                }
            }
            return days;
        }

        @Override
        public YearMonth current(TenantScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bill month(TenantScope scope, YearMonth month) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
            throw new UnsupportedOperationException();
        }
    }
}
