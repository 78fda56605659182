package io.binome.server.console;

import io.binome.changes.Change;

/**
 * A change in a list.
 *
 * @param tenant its name, for the address
 * @param standing what it still needs, a sentence
 * @param opener display name
 * @param mine whether the reader opened it
 * @param waits whether its next step is the reader's
 */
public record ChangeRow(
        String tenant,
        String tenantTitle,
        Change change,
        Badge badge,
        String standing,
        String opener,
        boolean mine,
        boolean waits) {
    public String address() {
        return Links.change(tenant, change.repositoryName(), change.number());
    }
}
