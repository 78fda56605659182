package io.binome.billing;

import java.util.function.Function;

/**
 * An {@link Origin} in names, as they were when it was rated.
 *
 * @param environment empty, as all that follows, for the tenant as a whole
 * @param repository in which the stack is declared
 * @param service empty for the stack as a whole
 */
public record Place(String environment, String repository, String stack, String service) {
    public static final Place TENANT = new Place("", "", "", "");

    /** Names of what is known; for the rest something that can still be told apart. */
    public interface Names extends Function<Origin, Place> {}
}
