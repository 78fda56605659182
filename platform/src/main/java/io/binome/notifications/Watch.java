package io.binome.notifications;

import io.binome.database.Transaction;
import io.binome.kernel.TenantScope;
import java.util.List;

/** Looks for what nobody's step brings about, such as that something ends soon. Asked again and again. */
@FunctionalInterface
public interface Watch {
    /** What is so at present, each with {@link Notice#once()}: it is told when it is found first. */
    List<Notice.OfTenant> look(TenantScope scope);

    /**
     * Called at the end of the transaction of the tenant in which what was found is kept, for a watch that keeps of what it
     * has told: both are kept, or neither.
     */
    default void kept(Transaction transaction, List<Notice.OfTenant> found) {}
}
