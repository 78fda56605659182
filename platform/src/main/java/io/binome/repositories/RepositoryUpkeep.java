package io.binome.repositories;

/**
 * Work that no request waits for: few large packs instead of many small ones, objects that nothing leads to, packs of
 * pushes that were cut off. Safe to run in several replicas at once: of these one is at a
 * repository at a time.
 */
public interface RepositoryUpkeep {
    /** One pass over all repositories that need something. To be called every few minutes. */
    void pass();
}
