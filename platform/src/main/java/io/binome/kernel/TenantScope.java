package io.binome.kernel;

/**
 * The tenant for whom a piece of work is done. Whoever holds a scope has already been allowed to act for that tenant;
 * the database enforces it once more by row-level security.
 */
public record TenantScope(TenantId tenant) {}
