package io.binome.database;

/**
 * Where PostgreSQL is and who owns Binome's database there.
 *
 * @param url a JDBC address without credentials, such as {@code jdbc:postgresql://db.example:5432/binome}
 * @param owner a role that owns the database; it must have CREATEROLE, need not be a superuser, and is used for
 *     migrations only
 * @param ownerPassword its password; every replica derives the password of the login role from it
 * @param connections most connections this process holds, 2 to 1000
 */
public record DatabaseSettings(String url, String owner, String ownerPassword, int connections) {
    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("The database's address must start with jdbc:postgresql:");
        }
        if (connections < 2 || connections > 1000) {
            throw new IllegalArgumentException("connections must be 2 to 1000, not " + connections);
        }
    }

    /** With 20 connections, enough for one server on a few cores. */
    public DatabaseSettings(String url, String owner, String ownerPassword) {
        this(url, owner, ownerPassword, 20);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + url + ", owner " + owner + ", " + connections + " connections]";
    }
}
