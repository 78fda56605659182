package io.binome.opentofu.internal;

import io.binome.stacks.Action;
import java.util.List;
import java.util.Objects;

/** The actions of the document, of which two together are a replacement. */
final class Actions {
    private Actions() {}

    static Action of(Tree actions, String address) {
        return switch (String.join(" ", words(actions))) {
            case "no-op" -> Action.NO_OP;
            case "read" -> Action.READ;
            case "create" -> Action.CREATE;
            case "update" -> Action.UPDATE;
            case "delete" -> Action.DELETE;
            case "forget" -> Action.FORGET;
            case "delete create", "forget create" -> Action.REPLACE;
            case "create delete", "create forget" -> Action.REPLACE_CREATE_FIRST;
            default ->
                throw Refusal.malformed("what would happen to " + shortened(address)
                        + " is not known here, so that it could not be reviewed");
        };
    }

    /** Whether what is replaced stays, unmanaged. */
    static boolean forgetsOld(Tree actions) {
        return words(actions).size() == 2 && words(actions).contains("forget");
    }

    private static List<String> words(Tree actions) {
        return actions.each().stream()
                .map(word -> Objects.requireNonNullElse(word.textOrNull(), "?"))
                .toList();
    }

    private static String shortened(String address) {
        return address.length() <= 200 ? address : address.substring(0, 200) + "…";
    }
}
