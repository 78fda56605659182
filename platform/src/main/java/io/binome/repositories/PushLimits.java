package io.binome.repositories;

/**
 * What one push may bring. The defaults hold a history of 10,000 commits and 500 MB with room to spare.
 *
 * @param packBytes size of the pack on the wire
 * @param objectBytes size of one file, unpacked
 * @param objects number of objects in the pack
 * @param refs branches and tags that a repository may have
 * @param pathBytes length of a path, in bytes of UTF-8
 * @param pathDepth folders in a path
 * @param files files in the tree of a branch
 */
public record PushLimits(
        long packBytes, long objectBytes, long objects, int refs, int pathBytes, int pathDepth, int files) {
    public static final PushLimits DEFAULT = new PushLimits(1L << 30, 100L << 20, 1_000_000, 10_000, 4096, 64, 200_000);
}
