package io.binome.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which resources of a large plan are asked for.
 *
 * @param text what their address contains; empty for all
 * @param only name of a {@link PlanTree.Sort}; empty for all
 * @param from how many are passed over, from 0
 */
public record PlanSlice(String text, String only, int from) {
    static final PlanSlice BEGINNING = new PlanSlice("", "", 0);

    public PlanSlice {
        from = Math.max(0, from);
    }

    boolean takes(PlanTree.Sort sort, boolean moved, boolean imported, String address) {
        boolean asked = only.isEmpty()
                || only.equals(sort.name())
                || only.equals(PlanTree.Sort.MOVE.name()) && moved
                || only.equals(PlanTree.Sort.IMPORT.name()) && imported;
        return asked && address.toLowerCase(Locale.ROOT).contains(text.strip().toLowerCase(Locale.ROOT));
    }

    public boolean narrowed() {
        return !text.isEmpty() || !only.isEmpty();
    }

    /** The query of the same slice further on. */
    public String at(int position) {
        return query(text, only, position);
    }

    public static String query(String text, String only, int from) {
        return "?tab=plan" + (text.isEmpty() ? "" : "&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                + (only.isEmpty() ? "" : "&only=" + URLEncoder.encode(only, StandardCharsets.UTF_8))
                + (from == 0 ? "" : "&from=" + from);
    }
}
