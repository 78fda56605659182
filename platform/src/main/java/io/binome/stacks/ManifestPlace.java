package io.binome.stacks;

import io.binome.repositories.CommitTree;
import io.binome.stacks.internal.ManifestPlaces;

/**
 * Where something stands in {@code binome.yaml}, for findings of those who check what a stack declares.
 *
 * @param line from 1; 0 when it cannot be said
 * @param column from 1; 0 when it cannot be said
 */
public record ManifestPlace(int line, int column) {
    public static final String FILE = "binome.yaml";

    /** The value of a key such as {@code stacks.shop.site}, or of the longest beginning of it that is there. */
    public static ManifestPlace of(CommitTree tree, String key) {
        return ManifestPlaces.of(tree, key);
    }

    /** A finding at the value of a key. */
    public static Finding finding(CommitTree tree, String code, String key, String reason, String instead) {
        ManifestPlace place = of(tree, key);
        return new Finding(code, FILE, place.line, place.column, key, reason, instead);
    }
}
