package io.binome.contracts;

import io.binome.tenancy.Role;

/** A side of the contract. */
public enum Party {
    TENANT,
    PROVIDER;

    public static Party of(Role role) {
        return role.ofProvider() ? PROVIDER : TENANT;
    }
}
