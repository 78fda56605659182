package io.binome.compose;

/**
 * How much the loader is willing to read before it refuses.
 *
 * @param fileBytes of one file
 * @param files over the whole project, with includes, extended files and env files
 * @param nodes values of one file after its aliases are expanded
 * @param characters of one file's values after aliases, and again after variables
 * @param depth of nested mappings and lists
 */
public record ComposeLimits(int fileBytes, int files, int nodes, int characters, int depth) {
    /** 1 MiB a file, 64 files, 100,000 values, 8 Mi characters, 64 levels. */
    public static final ComposeLimits DEFAULT = new ComposeLimits(1 << 20, 64, 100_000, 8 << 20, 64);
}
