package io.binome.server.console;

import io.binome.tenancy.Permission;
import io.binome.tenancy.Tenant;
import io.binome.workloads.Workloads;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param path of the page, for the switches of language and theme
 * @param tenant whose pages these are; null outside of any
 * @param closesAt when the stay of the tenant is to end; null where nobody has announced that, and once it has
 * @param section of the navigation in which the page is
 * @param done code of what was just done, for one sentence on top; null for nothing
 * @param waiting changes of the tenant that wait for this person
 * @param may what this person may do in the tenant
 * @param sorting of the page's tables
 */
public record Frame(
        Reader reader,
        Assets assets,
        String path,
        String theme,
        String csrf,
        @Nullable Me me,
        @Nullable Tenant tenant,
        @Nullable Instant closesAt,
        String section,
        String title,
        @Nullable String done,
        int waiting,
        Set<Permission> may,
        Sorting sorting) {

    /** The person who reads; {@code reference} is what the record calls them, {@code unread} how much is in the inbox. */
    public record Me(
            String displayName,
            String email,
            String role,
            String homeName,
            boolean provider,
            String reference,
            int unread) {}

    public String text(String key, Object... arguments) {
        return reader.text(key, arguments);
    }

    public String word(String prefix, String name) {
        return reader.word(prefix, name);
    }

    public boolean may(Permission permission) {
        return may.contains(permission);
    }

    public String relative(Instant at) {
        return reader.relative(at);
    }

    /** The last whole day before a moment, as UTC has it. */
    public String until(Instant moment) {
        return reader.date(LocalDate.ofInstant(moment, ZoneOffset.UTC).minusDays(1));
    }

    /** The beginning of all addresses of the tenant. */
    public String base() {
        return tenant == null ? "" : "/t/" + tenant.name();
    }

    /** Servers are the provider's: a client reads the site only. */
    public String place(Workloads.Location location) {
        return me != null && me.provider() ? location.host() + " (" + location.site() + ")" : location.site();
    }

    public boolean inProvider() {
        return me != null && me.provider() && (tenant == null || tenant.provider());
    }

    /** {@code page} for the item of the navigation that is open, null for the others. */
    public @Nullable String current(String item) {
        return section.equals(item) ? "page" : null;
    }
}
