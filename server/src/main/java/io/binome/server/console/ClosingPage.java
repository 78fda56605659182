package io.binome.server.console;

import io.binome.tenancy.Closing;
import io.binome.tenancy.Obstacle;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client's stay ends.
 *
 * @param closing null while nobody has announced that
 * @param waits its moment has come, and something stands against it
 * @param obstacles empty for a stay that has ended
 * @param zone in which days begin
 * @param earliest the first day that may be chosen
 */
public record ClosingPage(
        @Nullable Closing closing, boolean waits, List<Obstacle> obstacles, ZoneId zone, LocalDate earliest) {
    public static final int USUAL_DAYS = Closing.USUAL_READING_DAYS;
    public static final int FEWEST_DAYS = Closing.FEWEST_READING_DAYS;
    public static final int MOST_DAYS = Closing.MOST_READING_DAYS;

    public boolean ended() {
        return closing != null && closing.closed() != null;
    }

    /** The day that is announced, as long as it is to come; empty for none. */
    public String day() {
        if (closing == null || ended() || waits) {
            return "";
        }
        LocalDate day = LocalDate.ofInstant(closing.closesAt(), zone);
        return day.isBefore(earliest) ? "" : day.toString();
    }

    /** What must go before it ends. */
    public List<Obstacle> toRemove() {
        return obstacles.stream().filter(obstacle -> !left(obstacle)).toList();
    }

    /** What was said to stay. */
    public List<Obstacle> leftBehind() {
        return obstacles.stream().filter(this::left).toList();
    }

    private boolean left(Obstacle obstacle) {
        return closing != null && closing.leavesBehind() && obstacle.kind().maybeLeft();
    }
}
