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
        sorted.forEach((file, bytes) -> {
            if (isBook(file) && books.size() < MOST_BOOKS) {
                BookReader.read(file, bytes, catalogues, findings).ifPresent(book -> {
                    String other = fileOf.putIfAbsent(book.name(), file);
                    if (other == null) {
                        books.put(book.name(), book);
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
                ? new Outcome.Read(books)
                : new Outcome.Wrong(findings.stream().distinct().toList());
    }
}
