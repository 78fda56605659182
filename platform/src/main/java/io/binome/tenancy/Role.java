package io.binome.tenancy;

/** What a member is in its tenant. The first three are for client companies, the last two for the provider. */
public enum Role {
    READER,
    DEVELOPER,
    LEAD,
    OPERATOR,
    OWNER;

    public boolean ofProvider() {
        return this == OPERATOR || this == OWNER;
    }
}
