package io.binome.server.wiring;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.database.Database;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.runs.Jobs;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.states.StateKey;
import io.binome.states.StateResource;
import io.binome.states.StateSummary;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.tenancy.Obstacle;
import io.binome.workloads.Workloads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All of a tenant that would go on, or break off, if its stay ended now. */
final class WhatRuns {
    private static final int MOST = 200;
    private static final Set<String> AT_WORK = Set.of("scheduled", "queued", "applying", "going-back");
    /** What only tells somebody something goes on after the end. */
    private static final Set<String> ONLY_TELLS =
            Set.of("tell-notice", "mail-notification", "mail-day", "post-webhook");

    private final Database database;
    private final Changes changes;
    private final Workloads workloads;
    private final States states;
    private final Stacks stacks;
    private final Repositories repositories;
    private final Jobs jobs;

    WhatRuns(
            Database database,
            Changes changes,
            Workloads workloads,
            States states,
            Stacks stacks,
            Repositories repositories,
            Jobs jobs) {
        this.database = database;
        this.changes = changes;
        this.workloads = workloads;
        this.states = states;
        this.stacks = stacks;
        this.repositories = repositories;
        this.jobs = jobs;
    }

    List<Obstacle> obstacles(TenantScope scope) {
        Map<StackId, String> names = names(scope);
        List<Obstacle> found = new ArrayList<>();
        for (String state : AT_WORK) {
            changes.list(scope, new ChangeFilter(null, state, null), PageRequest.first(MOST)).items().stream()
                    .map(Change::reference)
                    .forEach(change -> found.add(new Obstacle(Obstacle.Kind.CHANGE, change)));
        }
        workloads.services(scope).stream()
                .map(service -> names.getOrDefault(service.stack(), "") + " " + service.name())
                .forEach(service -> found.add(new Obstacle(Obstacle.Kind.SERVICE, service.strip())));
        workloads.volumes(scope).stream()
                .map(volume -> names.getOrDefault(volume.stack(), "") + " " + volume.name())
                .forEach(volume -> found.add(new Obstacle(Obstacle.Kind.VOLUME, volume.strip())));
        states(scope).forEach(state -> state(scope, state, names, found));
        database.inTenant(scope, jobs::running).stream()
                .filter(kind -> !ONLY_TELLS.contains(kind))
                .forEach(kind -> found.add(new Obstacle(Obstacle.Kind.WORK, kind)));
        return found;
    }

    private void state(TenantScope scope, StateSummary state, Map<StackId, String> names, List<Obstacle> found) {
        StateKey key = state.key();
        String name = names.getOrDefault(key.stack(), "")
                + (key.workspace().equals(StateKey.DEFAULT) ? "" : " " + key.workspace());
        if (state.lock() != null) {
            found.add(new Obstacle(Obstacle.Kind.LOCK, name));
        }
        if (namesResources(scope, state.latest())) {
            found.add(new Obstacle(Obstacle.Kind.STATE, name));
        }
    }

    /** Where nobody here can read it, it may. What it only reads is nobody's to destroy, and nothing that goes on. */
    private boolean namesResources(TenantScope scope, @Nullable StateVersion latest) {
        return latest != null
                && (latest.encrypted()
                        || !states.resources(scope, latest.id()).stream().allMatch(StateResource::dataSource));
    }

    private List<StateSummary> states(TenantScope scope) {
        return all(page -> states.list(scope, page));
    }

    private static <T> List<T> all(Function<PageRequest, Page<T>> pages) {
        List<T> all = new ArrayList<>();
        @Nullable String after = null;
        do {
            Page<T> page = pages.apply(new PageRequest(MOST, after));
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    /** Stacks as {@code repository/stack}. */
    private Map<StackId, String> names(TenantScope scope) {
        Map<RepositoryId, String> in =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        Map<StackId, String> names = new HashMap<>();
        for (Stack stack : stacks.list(scope)) {
            names.put(stack.id(), in.getOrDefault(stack.repository(), "") + "/" + stack.name());
        }
        return names;
    }
}
