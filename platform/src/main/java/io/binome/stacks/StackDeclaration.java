package io.binome.stacks;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One stack in {@code binome.yaml}.
 *
 * @param path folder in the repository, "" for its root
 * @param files what the engine reads, relative to {@code path}; empty for the engine's usual names
 * @param variables plain values for the engine
 */
public record StackDeclaration(
        String name,
        String path,
        String engine,
        String environment,
        String site,
        List<String> files,
        List<String> profiles,
        SortedMap<String, String> variables) {
    public StackDeclaration {
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    }
}
