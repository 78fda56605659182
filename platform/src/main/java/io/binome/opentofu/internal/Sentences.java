package io.binome.opentofu.internal;

import io.binome.stacks.Action;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the program does what it does, in sentences for a reviewer. */
final class Sentences {
    static final String OLD_ONE_STAYS = "The old one is not destroyed: it stays and is no longer managed from here.";
    static final String HIDDEN = "The message holds a secret and is not shown.";

    private Sentences() {}

    /** @param because attributes that are named as the cause already */
    static Optional<String> reason(@Nullable String reason, Action action, List<String> because) {
        if (action == Action.FORGET) {
            return Optional.of("It is no longer managed from here; what exists stays as it is.");
        }
        return switch (reason) {
            case null -> Optional.empty();
            case "" -> Optional.empty();
            case "replace_because_cannot_update" ->
                because.isEmpty() ? Optional.of("It cannot be changed in place.") : Optional.empty();
            case "replace_because_tainted" ->
                Optional.of("It is marked as damaged (tainted), by an apply that failed or by hand.");
            case "replace_by_request" -> Optional.of("Replacing it was asked for when planning.");
            case "replace_by_triggers" -> Optional.of("Something that it is to be replaced with changes.");
            case "delete_because_no_resource_config" -> Optional.of("It is no longer in the configuration.");
            case "delete_because_no_module" -> Optional.of("Its module is no longer in the configuration.");
            case "delete_because_no_move_target" ->
                Optional.of("It was moved to an address that is not in the configuration.");
            case "delete_because_wrong_repetition" ->
                Optional.of("Its address no longer fits the count or for_each of the configuration.");
            case "delete_because_count_index" -> Optional.of("Its index is beyond the count of the configuration.");
            case "delete_because_each_key" -> Optional.of("Its key is no longer in the for_each of the configuration.");
            case "read_because_config_unknown" ->
                Optional.of("Read while applying: what to ask for is only known then.");
            case "read_because_dependency_pending" ->
                Optional.of("Read while applying: something that it depends on changes first.");
            case "read_because_check_nested" -> Optional.of("Read while applying: a check asks for it.");
            default -> Optional.of("The reason given is " + shortened(reason) + ".");
        };
    }

    static String deferred(@Nullable String reason) {
        return switch (reason) {
            case "instance_count_unknown" -> "How many of it there will be is not known yet.";
            case "resource_config_unknown" -> "Its configuration is not known yet.";
            case "provider_config_unknown" -> "The configuration of its provider is not known yet.";
            case "absent_prereq" -> "Something that it needs does not exist yet.";
            case "deferred_prereq" -> "Something that it depends on is deferred itself.";
            case null -> "It cannot be planned yet.";
            default -> "It cannot be planned yet, for the reason " + shortened(reason) + ".";
        };
    }

    private static String shortened(String word) {
        return word.length() <= 100 ? word : word.substring(0, 100) + "…";
    }
}
