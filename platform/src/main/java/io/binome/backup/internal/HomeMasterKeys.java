package io.binome.backup.internal;

import io.binome.backup.BackupProblem.KeyAtHand;
import io.binome.backup.BackupProblem.KeyUnknown;
import io.binome.backup.BackupProblem.ServerConnected;
import io.binome.backup.Installation;
import io.binome.backup.MasterKeys;
import io.binome.database.OwnerTransaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.MasterKeyUses;
import io.binome.secrets.MasterKeyUses.Held;
import io.binome.secrets.WrappingKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** In the database that a server uses at this moment, or in the embedded one, started for as long as this takes. */
public final class HomeMasterKeys implements MasterKeys {
    private static final Actor ACTOR = new Actor.Machine("keys");

    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final InstalledDatabase database;

    public HomeMasterKeys(Installation installation, InstantSource clock, Consumer<String> progress) {
        this.installation = installation;
        this.clock = clock;
        this.progress = progress;
        this.database = new InstalledDatabase(installation, progress);
    }

    @Override
    public Status status() {
        KeysAtHand keys = KeysAtHand.of(installation);
        return database.evenIfUsed(settings -> OwnerTransaction.run(
                settings, "binome keys status", transaction -> new Status(keys.told(), uses(transaction, keys))));
    }

    private static List<Use> uses(OwnerTransaction transaction, KeysAtHand keys) {
        record Under(String masterKey, String version, boolean lost) {}
        Map<Under, List<Held>> groups = new LinkedHashMap<>();
        for (Held use : MasterKeyUses.in(transaction).all()) {
            String version = keys.find(use.masterKey())
                    .map(key -> key.version(use.wrapped()))
                    .orElse("");
            groups.computeIfAbsent(new Under(use.masterKey(), version, use.lost()), _ -> new ArrayList<>())
                    .add(use);
        }
        List<Use> uses = new ArrayList<>();
        groups.forEach((under, all) -> uses.add(new Use(
                under.masterKey(),
                under.version(),
                all.size(),
                (int) all.stream().map(Held::tenant).distinct().count(),
                trouble(keys.find(under.masterKey()), all),
                under.lost())));
        return uses;
    }

    /** Of the first that does not open: where Vault is away, it is asked once. */
    private static Optional<String> trouble(Optional<WrappingKey> key, List<Held> uses) {
        if (key.isEmpty()) {
            return Optional.of("That master key is not at hand.");
        }
        return uses.stream()
                .flatMap(use -> KeysAtHand.trouble(key.get(), use.wrapped(), use.use()).stream())
                .findFirst();
    }

    @Override
    public Lost wouldLose(String masterKey) {
        KeysAtHand keys = KeysAtHand.of(installation);
        return database.evenIfUsed(settings -> OwnerTransaction.run(
                settings, "binome keys forget", transaction -> lost(transaction, keys, masterKey)));
    }

    @Override
    public Lost forget(String masterKey) {
        KeysAtHand keys = KeysAtHand.of(installation);
        return database.alone(settings -> OwnerTransaction.run(settings, "binome keys forget", transaction -> {
            if (transaction.serverConnected()) {
                throw new ProblemException(new ServerConnected());
            }
            progress.accept("Counting what was sealed under it");
            Lost lost = lost(transaction, keys, masterKey);
            progress.accept("Marking it as lost");
            MasterKeyUses.in(transaction).forget(masterKey, clock.instant());
            record(transaction, lost);
            return lost;
        }));
    }

    private Lost lost(OwnerTransaction transaction, KeysAtHand keys, String masterKey) {
        if (keys.find(masterKey).isPresent()) {
            throw new ProblemException(new KeyAtHand(masterKey));
        }
        Map<TenantScope, List<Integer>> generations = MasterKeyUses.in(transaction).all().stream()
                .filter(use -> use.masterKey().equals(masterKey) && !use.lost())
                .collect(Collectors.groupingBy(
                        Held::tenant, LinkedHashMap::new, Collectors.mapping(Held::generation, Collectors.toList())));
        if (generations.isEmpty()) {
            throw new ProblemException(new KeyUnknown(masterKey));
        }
        Map<String, Map<String, Long>> tenants = new TreeMap<>();
        new TenantListStore().list(transaction).forEach((name, scope) -> {
            List<Integer> lost = generations.get(scope);
            if (lost != null) {
                tenants.put(name, new SealedValueStore().count(transaction, scope, lost));
            }
        });
        return new Lost(
                masterKey, generations.values().stream().mapToInt(List::size).sum(), tenants);
    }

    private void record(OwnerTransaction transaction, Lost lost) {
        Map<String, TenantScope> scopes = new TenantListStore().list(transaction);
        Optional<TenantScope> provider = new TenantListStore().provider(transaction);
        lost.tenants().forEach((name, counts) -> {
            TenantScope scope = scopes.get(name);
            if (scope != null && !provider.equals(Optional.of(scope))) {
                append(transaction, scope, lost.masterKey(), counts);
            }
        });
        provider.ifPresent(scope -> {
            Map<String, Object> details = new HashMap<>();
            lost.tenants()
                    .values()
                    .forEach(counts -> counts.forEach(
                            (what, number) -> details.merge(what, number, (one, other) -> (Long) one + (Long) other)));
            details.put("tenants", (long) lost.tenants().size());
            append(transaction, scope, lost.masterKey(), details);
        });
    }

    private void append(OwnerTransaction transaction, TenantScope scope, String masterKey, Map<String, ?> counts) {
        Map<String, Object> details = new HashMap<>(counts);
        details.put("masterKey", masterKey);
        Ledger.append(
                transaction.in(scope),
                clock,
                ACTOR,
                new LedgerEvent("master-key.forgotten", "tenant:" + scope.tenant(), details));
    }
}
