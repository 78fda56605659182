package io.binome.billing;

import io.binome.kernel.ChangeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The provider's price books, each version of them. */
public interface Prices {
    /** Words of {@link CostDelta#priceBook} and of the pages. */
    static String words(String book, int version) {
        return book + ", version " + version;
    }

    /** What holds now; empty as long as no price book ever took effect. */
    Optional<Version> inForce();

    /** Newest first. */
    List<Version> versions();

    /**
     * All books at once: they refer to one another's catalogues.
     *
     * @param number from 1
     * @param books by name
     * @param commit of the provider's {@code contract} repository
     * @param change by which they came; null when none is known
     */
    record Version(
            int number,
            SortedMap<String, PriceBook> books,
            String commit,
            @Nullable ChangeId change,
            Instant since) {
        /** The book that a contract names; empty as well when it names none. */
        public Optional<PriceBook> book(@Nullable String name) {
            return name == null ? Optional.empty() : Optional.ofNullable(books.get(name));
        }
    }
}
