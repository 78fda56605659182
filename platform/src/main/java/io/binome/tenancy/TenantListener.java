package io.binome.tenancy;

/** Hears of companies that were created, once that is committed. Must not fail: the company is there. */
@FunctionalInterface
public interface TenantListener {
    void created(Tenant tenant);
}
