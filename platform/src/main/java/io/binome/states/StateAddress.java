package io.binome.states;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a state is found over HTTP, by names: {@code /state/<tenant>/<repository>/<stack>[/<workspace>]}. */
public record StateAddress(String tenant, String repository, String stack, String workspace) {
    private static final Pattern PATH =
            Pattern.compile("/state/([^/]{1,100})/([^/]{1,100})/([^/]{1,100})(?:/([^/]{1,100}))?");

    public static StateAddress of(String tenant, String repository, String stack) {
        return new StateAddress(tenant, repository, stack, StateKey.DEFAULT);
    }

    public static Optional<StateAddress> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches()
                ? Optional.of(new StateAddress(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        matcher.group(4) == null ? StateKey.DEFAULT : matcher.group(4)))
                : Optional.empty();
    }

    /** The path; that of the lock is the same, or with {@code /lock} behind it. */
    public String path() {
        return "/state/" + tenant + "/" + repository + "/" + stack
                + (workspace.equals(StateKey.DEFAULT) ? "" : "/" + workspace);
    }
}
