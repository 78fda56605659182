package io.binome.sites.internal;

import static io.binome.database.tables.Site.SITE;

import io.binome.database.Transaction;
import io.binome.kernel.SiteId;
import io.binome.sites.Site;
import java.time.Instant;
import java.util.List;

/** The table of sites. */
final class SiteStore {
    /** False when the name is taken. */
    boolean insert(Transaction transaction, Site site, Instant at) {
        return transaction
                        .sql()
                        .insertInto(SITE)
                        .set(SITE.ID, site.id().value())
                        .set(SITE.TENANT_ID, transaction.scope().tenant().value())
                        .set(SITE.NAME, site.name())
                        .set(SITE.TITLE, site.title())
                        .set(SITE.CREATED_AT, at)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** By name. */
    List<Site> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(SITE)
                .orderBy(SITE.NAME)
                .fetch(row -> new Site(new SiteId(row.getId()), row.getName(), row.getTitle()));
    }
}
