package io.binome.changes.internal;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Standing;
import java.util.Map;
import java.util.TreeMap;

/** What the people of both sides are at this moment. Opens a transaction of its own. */
@FunctionalInterface
public interface Standings {
    Map<MemberId, Standing> of(TenantScope scope);

    /** The same by the references of actors. */
    default Map<String, Standing> byReference(TenantScope scope) {
        Map<String, Standing> found = new TreeMap<>();
        of(scope)
                .forEach((member, standing) ->
                        found.put(new io.binome.kernel.Actor.Person(member, standing.home()).reference(), standing));
        return found;
    }
}
