package io.binome.states;

import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import org.jspecify.annotations.Nullable;

/** Who speaks to a state. */
public sealed interface StateClient {
    /** Whose lock it is: nobody else writes under it, even with its id. */
    String holder();

    /** A person who was let in already. */
    record Person(Actor actor) implements StateClient {
        @Override
        public String holder() {
            return actor.reference();
        }
    }

    /**
     * A run, by the credential it was given.
     *
     * @param key the one state that it may reach
     * @param actor for whom it runs, as {@link Actor#reference()}
     */
    record OfRun(
            TenantScope scope,
            StateKey key,
            RunId run,
            @Nullable ChangeId change,
            String actor,
            StateAccess access) implements StateClient {
        @Override
        public String holder() {
            return "run:" + run;
        }
    }
}
