package io.binome.billing.internal;

import io.binome.billing.Catalogue;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Outcome;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads all price books and catalogues of a folder. */
public final class BookFolder {
    private static final int MOST_BOOKS = 200;

    private BookFolder() {}

    public static boolean isBook(String file) {
        return file.endsWith(".yaml") || file.endsWith(".yml");
    }

    public static boolean isCatalogue(String file) {
        return file.endsWith(".csv");
    }

    public static Outcome read(Map<String, byte[]> files) {
        return switch (readPlaced(files)) {
            case PlacedOutcome.Read(Placed placed) -> new Outcome.Read(placed.books());
            case PlacedOutcome.Wrong(List<Finding> findings) -> new Outcome.Wrong(findings);
        };
    }

    /**
     * Books with the places of what is in them.
     *
     * @param files by the books' names
     * @param lines by the books' names, then by {@link RateReader#place}
     */
    record Placed(
            SortedMap<String, PriceBook> books, Map<String, String> files, Map<String, Map<String, Integer>> lines) {}

    /** As {@link Outcome}. */
    sealed interface PlacedOutcome {
        record Read(Placed placed) implements PlacedOutcome {}

        record Wrong(List<Finding> findings) implements PlacedOutcome {}
    }

    static PlacedOutcome readPlaced(Map<String, byte[]> files) {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<Catalogue.Row>> catalogues = new HashMap<>();
        SortedMap<String, byte[]> sorted = new TreeMap<>(files);
        sorted.forEach((file, bytes) -> {
            if (isCatalogue(file)) {
                List<Catalogue.Row> rows = CatalogueReader.read(file, bytes, findings);
                CatalogueReader.overlaps(rows, findings);
                catalogues.put(file, rows);
            }
        });
        SortedMap<String, PriceBook> books = new TreeMap<>();
        Map<String, String> fileOf = new HashMap<>();
        Map<String, Map<String, Integer>> lines = new HashMap<>();
        sorted.forEach((file, bytes) -> {
            if (isBook(file) && books.size() < MOST_BOOKS) {
                Map<String, Integer> places = new HashMap<>();
                BookReader.read(file, bytes, catalogues, places, findings).ifPresent(book -> {
                    String other = fileOf.putIfAbsent(book.name(), file);
                    if (other == null) {
                        books.put(book.name(), book);
                        lines.put(book.name(), places);
                    } else {
                        findings.add(new Finding(
                                "prices-duplicate",
                                file,
                                1,
                                1,
                                "name",
                                "The book '" + book.name() + "' stands in " + other + " already.",
                                "Give one of them another name."));
                    }
                });
            }
        });
        return findings.isEmpty()
                ? new PlacedOutcome.Read(new Placed(books, fileOf, lines))
                : new PlacedOutcome.Wrong(findings.stream().distinct().toList());
    }
}
