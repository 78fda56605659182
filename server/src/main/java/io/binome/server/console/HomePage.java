package io.binome.server.console;

import java.util.List;

/** A tenant's home. {@code unhealthy}: services that need somebody. {@code repositories}: how many there are. */
public record HomePage(
        List<ChangeRow> waiting,
        List<ChangeRow> opened,
        List<StackCard.Service> unhealthy,
        List<StackCard> stacks,
        int repositories,
        String cloneUrl) {}
