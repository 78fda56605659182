package io.binome.server.api;

import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.states.StateDifference;
import io.binome.states.StateKey;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.states.StatesProblem.StateNotFound;
import io.binome.states.StatesProblem.VersionNotFound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which versions are meant where some are not named. */
public final class StateVersions {
    private StateVersions() {}

    /**
     * What differs.
     *
     * @param from null for the version before {@code to}
     * @param to null for the latest
     */
    public static StateDifference difference(
            States states, TenantScope scope, StateKey key, @Nullable Long from, @Nullable Long to) {
        StateVersion newer = to == null
                ? states.latest(scope, key).orElseThrow(() -> new ProblemException(new StateNotFound(key.workspace())))
                : states.version(scope, key, to);
        return states.difference(
                scope, from == null ? before(states, scope, key, newer) : states.version(scope, key, from), newer);
    }

    private static StateVersion before(States states, TenantScope scope, StateKey key, StateVersion newer) {
        List<StateVersion> older = states.versions(
                        scope, key, new PageRequest(1, newer.id().toString()))
                .items();
        if (older.isEmpty()) {
            throw new ProblemException(new VersionNotFound(newer.serial() - 1));
        }
        return older.getFirst();
    }
}
