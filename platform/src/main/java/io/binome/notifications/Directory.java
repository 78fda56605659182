package io.binome.notifications;

import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.util.Optional;
import java.util.Set;

/**
 * What the subjects of notices are at the moment at which they are told. Belongs to this room, and is answered by those
 * above that know them.
 */
public interface Directory {
    /** Empty when there is no such change. */
    Optional<Subject> change(TenantScope scope, ChangeId change);

    /** Empty when there is no such stack any more. */
    Optional<Subject> stack(TenantScope scope, StackId stack);

    /**
     * @param name how people name it: {@code shop!12}, {@code shop/web}
     * @param title its own words; empty when it has none
     * @param path in the console, from {@code /}
     * @param authors who made it
     * @param partakers who did something with it, authors included
     * @param awaited whose approval is missing now
     */
    record Subject(
            String name,
            String title,
            String path,
            Set<MemberId> authors,
            Set<MemberId> partakers,
            Set<MemberId> awaited) {
        public Subject {
            authors = Set.copyOf(authors);
            partakers = Set.copyOf(partakers);
            awaited = Set.copyOf(awaited);
        }

        public static Subject plain(String name, String path) {
            return new Subject(name, "", path, Set.of(), Set.of(), Set.of());
        }
    }
}
