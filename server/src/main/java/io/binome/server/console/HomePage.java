package io.binome.server.console;

import java.util.List;

/**
 * A tenant's home.
 *
 * @param waiting the first of what waits for the reader; {@code allWaiting} says how many there are
 * @param unhealthy services that need somebody
 * @param repositories how many there are
 */
public record HomePage(
        List<ChangeRow> waiting,
        int allWaiting,
        List<ChangeRow> opened,
        List<StackCard.Service> unhealthy,
        List<StackCard> stacks,
        int repositories,
        String cloneUrl) {
    static final int MOST_ROWS = 5;
    /** Of a stack, more services than this are told by their number, the unwell ones first. */
    public static final int MOST_SERVICES = 8;

    /** Stacks that run something. */
    public List<StackCard> serving() {
        return stacks.stream().filter(card -> !card.services().isEmpty()).toList();
    }

    /** Stacks of resources and documents, told in a line each. */
    public List<StackCard> bare() {
        return stacks.stream().filter(card -> card.services().isEmpty()).toList();
    }
}
