package io.binome.opentofu.internal;

import io.binome.stacks.Action;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the program does what it does, in sentences for a reviewer. */
final class Sentences {
    private Sentences() {}

    /** @param because attributes that are named as the cause already */
    static Optional<String> reason(@Nullable String reason, Action action, List<String> because) {
        if (action == Action.FORGET) {
            return noted("No longer managed from here: what exists stays as it is.");
        }
        return switch (Objects.requireNonNullElse(reason, "")) {
            case "" -> Optional.empty();
            case "replace_because_cannot_update" ->
                because.isEmpty() ? noted("It cannot be changed in place.") : Optional.empty();
            case "replace_because_tainted" ->
                noted("It is marked as damaged (tainted), by an apply that failed or by hand.");
            case "replace_by_request" -> noted("Replacing it was asked for when planning.");
            case "replace_by_triggers" -> noted("Something that it is to be replaced with changes.");
            case "delete_because_no_resource_config" -> noted("No longer in the configuration.");
            case "delete_because_no_module" -> noted("No longer in the configuration: its module is gone.");
            case "delete_because_no_move_target" ->
                noted("No longer in the configuration: it was moved to an address that is not there.");
            case "delete_because_wrong_repetition" ->
                noted("No longer in the configuration: its address does not fit the count or for_each.");
            case "delete_because_count_index" ->
                noted("No longer in the configuration: its index is beyond the count.");
            case "delete_because_each_key" -> noted("No longer in the configuration: its key is not in the for_each.");
            case "read_because_config_unknown" -> noted("Read while applying: what to ask for is only known then.");
            case "read_because_dependency_pending" ->
                noted("Read while applying: something that it depends on changes first.");
            case "read_because_check_nested" -> noted("Read while applying: a check asks for it.");
            default -> noted("The reason given is " + shortened(reason) + ".");
        };
    }

    static Optional<String> deferred(@Nullable String reason) {
        return switch (Objects.requireNonNullElse(reason, "")) {
            case "instance_count_unknown" -> noted("How many of it there will be is not known yet.");
            case "resource_config_unknown" -> noted("Its configuration is not known yet.");
            case "provider_config_unknown" -> noted("The configuration of its provider is not known yet.");
            case "absent_prereq" -> noted("Something that it needs does not exist yet.");
            case "deferred_prereq" -> noted("Something that it depends on is deferred itself.");
            default -> noted("It cannot be planned yet.");
        };
    }

    static Optional<String> oldOneStays() {
        return noted("The old one is not destroyed: it stays and is no longer managed from here.");
    }

    static String hiddenMessage() {
        return noted("The message holds a secret and is not shown.").orElseThrow();
    }

    private static Optional<String> noted(String sentence) {
        return Optional.of(sentence);
    }

    private static String shortened(@Nullable String word) {
        String some = Objects.requireNonNullElse(word, "");
        return some.length() <= 100 ? some : some.substring(0, 100) + "…";
    }
}
