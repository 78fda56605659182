package io.binome.billing.internal;

import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.database.Database;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import io.binome.workloads.Workloads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes down what is there, whenever it looks: since when, under what name, and that it has gone. */
final class Holdings {
    private final Database database;
    private final BilledHoldingStore store;
    private final Stacks stacks;
    private final Repositories repositories;
    private final Function<TenantScope, List<Workloads.Service>> services;
    private final Function<TenantScope, List<Workloads.Volume>> volumes;
    private final Function<TenantScope, Holding> stay;
    private final InstantSource clock;

    Holdings(
            Database database,
            BilledHoldingStore store,
            Stacks stacks,
            Repositories repositories,
            Function<TenantScope, List<Workloads.Service>> services,
            Function<TenantScope, List<Workloads.Volume>> volumes,
            Function<TenantScope, Holding> stay,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.stacks = stacks;
        this.repositories = repositories;
        this.services = services;
        this.volumes = volumes;
        this.stay = stay;
        this.clock = clock;
    }

    void look(TenantScope scope) {
        Map<StackId, Place> places = places(scope);
        // What is kept of a stay that has ended costs nothing: it was there until then.
        Instant ended = stay.apply(scope).until();
        Instant at = ended == null ? clock.instant() : ended;
        List<Workloads.Service> present = ended == null ? services.apply(scope) : List.of();
        List<Holding> now = ended == null ? holdings(scope, present, at) : List.of();
        Map<Origin, Place> names = new HashMap<>();
        places.forEach((stack, place) -> names.put(new Origin(stack, null), place));
        for (Workloads.Service service : present) {
            Place place = places.get(service.stack());
            if (place != null) {
                names.put(
                        new Origin(service.stack(), service.id()),
                        new Place(place.environment(), place.repository(), place.stack(), service.name()));
            }
        }
        database.inTenant(scope, transaction -> {
            store.lock(transaction);
            Map<Origin, Place> known = store.names(transaction);
            names.forEach((origin, place) -> {
                if (!place.equals(known.get(origin))) {
                    store.name(transaction, origin, place);
                }
            });
            List<Holding> open = store.open(transaction);
            Set<Object> wanted = now.stream().map(Holdings::same).collect(Collectors.toSet());
            Set<Object> there = open.stream().map(Holdings::same).collect(Collectors.toCollection(HashSet::new));
            open.stream()
                    .filter(holding -> !wanted.contains(same(holding)))
                    .forEach(holding -> store.close(transaction, holding, at));
            now.stream()
                    .filter(holding -> !there.contains(same(holding)))
                    .forEach(holding -> store.open(transaction, holding));
            return true;
        });
    }

    private Map<StackId, Place> places(TenantScope scope) {
        Map<RepositoryId, String> names =
                repositories.list(scope).stream().collect(Collectors.toMap(Repository::id, Repository::name));
        return stacks.list(scope).stream()
                .collect(Collectors.toMap(
                        Stack::id,
                        stack -> new Place(
                                stack.declaration().environment(),
                                names.getOrDefault(stack.repository(), ""),
                                stack.name(),
                                "")));
    }

    private List<Holding> holdings(TenantScope scope, List<Workloads.Service> present, Instant now) {
        List<Holding> holdings = new ArrayList<>();
        for (Workloads.Service service : present) {
            Origin origin = new Origin(service.stack(), service.id());
            holdings.add(new Holding(origin, FeeFor.SERVICE, "", 1, now, null));
            if (service.wantedReplicas() > 0) {
                holdings.add(new Holding(origin, FeeFor.REPLICA, "", service.wantedReplicas(), now, null));
            }
        }
        Map<List<Object>, Long> kept = volumes.apply(scope).stream()
                .collect(
                        Collectors.groupingBy(volume -> List.of(volume.stack(), volume.name()), Collectors.counting()));
        kept.forEach((key, count) -> holdings.add(new Holding(
                new Origin((StackId) key.getFirst(), null), FeeFor.VOLUME, (String) key.getLast(), count, now, null)));
        return holdings;
    }

    private static Object same(Holding holding) {
        return List.of(holding.origin(), holding.what(), holding.name(), holding.count());
    }
}
