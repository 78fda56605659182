package io.binome.server.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What measured use says of limits.
 *
 * @param days of the window
 * @param byHand what people have to write, after a press that could not write it; null for none
 */
public record SizingPage(
        List<Row> rows,
        List<Row> dismissed,
        int looked,
        int early,
        long days,
        @Nullable ByHand byHand,
        String today,
        String later) {
    /**
     * One service.
     *
     * @param workload its id
     * @param address of its page
     * @param verdict a sentence: what is advised
     * @param moves the limits, one by one
     * @param evidence sentences
     * @param saving sentences
     * @param open the words of the button; null where somebody may not, or a change is open already
     */
    public record Row(
            String workload,
            String service,
            String stack,
            String environment,
            String address,
            Badge badge,
            String verdict,
            List<Move> moves,
            List<String> evidence,
            List<String> saving,
            @Nullable String open,
            @Nullable Proposal proposal,
            boolean decides,
            @Nullable Decided decided) {}

    /** @param used its share of the present limit, in percent, for the bar */
    public record Move(String what, String present, String proposed, String used, long percent, boolean raises) {}

    public record Proposal(String reference, String address) {}

    public record Decided(String reason, String by, Instant at, Instant until) {}

    public record ByHand(String service, String reason, String lines) {}
}
