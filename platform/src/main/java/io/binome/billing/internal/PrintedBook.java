package io.binome.billing.internal;

import io.binome.billing.internal.PriceVersionStore.Stored;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Of a version of the price books, the files of one book: what others are offered is nobody else's business. */
final class PrintedBook {
    private PrintedBook() {}

    static SortedMap<String, String> files(Stored stored, String book) {
        SortedMap<String, String> files = new TreeMap<>();
        stored.files().forEach((name, text) -> {
            if (BookFolder.isBook(name)
                    && new Yaml(new SafeConstructor(new LoaderOptions())).load(text) instanceof Map<?, ?> written
                    && book.equals(String.valueOf(written.get("name")))) {
                files.put(name, text);
                if (written.get("catalogues") instanceof List<?> catalogues) {
                    catalogues.forEach(one -> {
                        String catalogue = stored.files().get(String.valueOf(one));
                        if (catalogue != null) {
                            files.put(String.valueOf(one), catalogue);
                        }
                    });
                }
            }
        });
        return files;
    }
}
