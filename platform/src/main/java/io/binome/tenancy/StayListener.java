package io.binome.tenancy;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.util.List;

/** What the rooms above have to do with the end of a stay. */
public interface StayListener {
    /** Nobody is there. */
    StayListener NONE = new StayListener() {};

    /**
     * What stands against it, as committed. When it is asked for the last time nothing can be begun for the tenant until
     * the answer was acted upon.
     */
    default List<Obstacle> obstacles(TenantScope scope) {
        return List.of();
    }

    /** In the transaction of the step. */
    default void announced(Transaction transaction, Actor actor, Closing closing) {}

    /** In the transaction of the step. */
    default void takenBack(Transaction transaction, Actor actor) {}

    /** In the transaction of the step. */
    default void closed(Transaction transaction, Actor actor, Closing closing) {}
}
