package io.binome.server.wiring;

import io.binome.changes.Changes;
import io.binome.database.OpenDatabase;
import io.binome.kernel.Actor;
import io.binome.ledger.Ledger;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.notifications.Watch;
import io.binome.repositories.Repositories;
import io.binome.runs.Jobs;
import io.binome.stacks.Stacks;
import io.binome.states.States;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Closings;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.ClosingKeeper;
import io.binome.tenancy.internal.DatabaseClosings;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the stay of a client ends. */
@Configuration(proxyBeanMethods = false)
public class ClosingWiring {
    private static final Actor MACHINE = new Actor.Machine("tenancy");

    @Bean(initMethod = "start", destroyMethod = "close")
    ClosingKeeper closingKeeper(
            OpenDatabase database,
            Ledger ledger,
            InstantSource clock,
            Tenants tenants,
            Notices notices,
            Changes changes,
            Workloads workloads,
            States states,
            Stacks stacks,
            Repositories repositories,
            Jobs jobs) {
        return new DatabaseClosings(
                        database,
                        ledger,
                        clock,
                        new StayEnds(
                                new WhatRuns(database, changes, workloads, states, stacks, repositories, jobs),
                                notices,
                                tenants))
                .keeper();
    }

    @Bean
    Closings closings(ClosingKeeper keeper) {
        return keeper.closings();
    }

    /** Closings whose moment has come and that something stands against, once for each moment. */
    @Bean
    Watch closingWatch(Closings closings, Tenants tenants, InstantSource clock) {
        return scope -> closings.of(scope)
                .filter(closing -> closing.waits(clock.instant().minus(StayEnds.PATIENCE)))
                .map(closing -> List.of(waiting(closing, tenants.get(scope).name())))
                .orElse(List.of());
    }

    private static Notice.OfTenant waiting(Closing closing, String tenant) {
        return new Notice.OfTenant(
                NoticeKind.CLOSING_WAITS,
                MACHINE,
                "closing",
                new TreeMap<>(java.util.Map.of("path", StayEnds.path(tenant))),
                closing.closesAt().toString());
    }
}
