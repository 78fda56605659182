package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.metering.AgentProblem.NotNeeded;
import io.binome.metering.AgentProblem.ReportAtOnce;
import io.binome.metering.AgentProblem.SameMachine;
import io.binome.metering.AgentReport;
import io.binome.metering.Agents;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.SitesProblem.HostNotFound;
import io.binome.workloads.KeptBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts what agents report, in the transaction in which they are answered: whoever hears that it was taken can forget it.
 * Any server takes any report; of two that write the same host at once one fails, and is asked again.
 */
public final class DatabaseAgents implements Agents {
    private static final Pattern TOKEN = Pattern.compile("bnh_[0-9A-Za-z_-]{43}");
    private static final int TRIES = 5;

    private final Needs needs;
    private final CounterStore counters = new CounterStore();
    private final WrittenReadings written = new WrittenReadings(counters, new UsageStore());
    private final AgentStore agents = new AgentStore();
    private final UUID holder = new UUID(0, 0);
    private final Meter meter;

    /**
     * What it stands on.
     *
     * @param provider whose ledger says which tokens were issued
     * @param volumes what the volumes of a host hold
     * @param placed whose stacks are on a host now
     */
    public record Needs(
            Database database,
            Ledger ledger,
            Supplier<TenantScope> provider,
            Function<HostId, Optional<Host>> hosts,
            Function<HostId, List<KeptBytes>> volumes,
            Function<HostId, Set<TenantId>> placed,
            MeteringSettings settings,
            SecureRandom random,
            InstantSource clock) {}

    public DatabaseAgents(Needs needs) {
        this.needs = needs;
        this.meter = new Meter(needs.settings().every().multipliedBy(3));
    }

    /** Whether an agent has to read that host: its engine answers on another machine. */
    static boolean wanted(Host host) {
        return !(host.endpoint() instanceof HostEndpoint.UnixSocket);
    }

    @Override
    public String issueToken(Actor actor, HostId id) {
        Host host = needs.hosts().apply(id).orElseThrow(() -> new ProblemException(new HostNotFound(id)));
        if (!wanted(host)) {
            throw new ProblemException(new NotNeeded(host.name()));
        }
        byte[] secret = new byte[32];
        needs.random().nextBytes(secret);
        String token = "bnh_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        set(actor, id, Sha256.hex(token), "host.agent-token-issued");
        return token;
    }

    @Override
    public void revokeToken(Actor actor, HostId host) {
        set(actor, host, null, "host.agent-token-revoked");
    }

    private void set(Actor actor, HostId host, @Nullable String hash, String event) {
        needs.database().inTenant(needs.provider().get(), transaction -> {
            agents.setToken(transaction, host, hash, needs.clock().instant());
            return needs.ledger().append(transaction, actor, new LedgerEvent(event, "host:" + host, Map.of()));
        });
    }

    @Override
    public Optional<HostId> host(String token) {
        return TOKEN.matcher(token).matches()
                ? needs.database()
                        .asDispatcher(transaction -> agents.byToken(transaction, Sha256.hex(token)))
                        .filter(host -> needs.hosts().apply(host).isPresent())
                : Optional.empty();
    }

    @Override
    public boolean needed(HostId host) {
        return !needs.placed().apply(host).isEmpty();
    }

    @Override
    public Map<HostId, Heard> heard() {
        return needs.database().asDispatcher(agents::heard);
    }

    @Override
    public Taken take(HostId host, AgentReport report) {
        Instant received = needs.clock().instant();
        Set<TenantId> placed = needs.placed().apply(host);
        List<KeptBytes> kept = needs.volumes().apply(host);
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Outcome> outcome = needs.database()
                    .asDispatcher(transaction -> take(transaction, host, report, received, placed, kept));
            if (outcome.isPresent()) {
                return outcome.get().orRefuse();
            }
        }
        throw new ProblemException(new ReportAtOnce());
    }

    /** @param same the host that is this machine already; nothing was counted then */
    private record Outcome(Taken taken, Optional<Host> same) {
        Taken orRefuse() {
            same.ifPresent(host -> {
                throw new ProblemException(new SameMachine(host.name()));
            });
            return taken;
        }
    }

    private Optional<Outcome> take(
            Transaction transaction,
            HostId host,
            AgentReport report,
            Instant received,
            Set<TenantId> placed,
            List<KeptBytes> kept) {
        Optional<CounterStore.HostRow> row = counters.host(transaction, host);
        Known known = row.map(CounterStore.HostRow::reading)
                .map(last -> new Known(last, counters.counters(transaction, host), counters.flows(transaction, host)))
                .orElse(Known.NOTHING);
        Optional<Host> same = sameMachine(transaction, host, known, report);
        if (same.isPresent()) {
            HostId other = same.get().id();
            agents.hear(transaction, host, received, null, clockOff(report, received), report, other);
            return Optional.of(new Outcome(new Taken(0, 0, Set.of()), same));
        }
        Set<TenantId> tenants = agents.tenants(transaction, host, placed);
        ReportReading reading = new ReportReading(meter, known, agents.boots(transaction, host), tenants, kept);
        reading.read(report, received);
        Known after = reading.known();
        if (reading.counted() > 0) {
            WrittenReadings.Batch batch = new WrittenReadings.Batch(
                    reading.begins() ? Known.NOTHING : known,
                    after,
                    reading.used(),
                    reading.reads(),
                    reading.peaks(),
                    reading.begins(),
                    reading.lost());
            long sequence = row.map(CounterStore.HostRow::sequence).orElse(0L);
            if (!written.write(transaction, host, sequence, holder, received, batch)) {
                return Optional.empty();
            }
            reading.newBoots().forEach((boot, begun) -> agents.boot(transaction, host, boot, begun));
            if (!reading.newBoots().isEmpty()) {
                agents.forgetBoots(transaction, host);
            }
        }
        agents.hear(
                transaction,
                host,
                received,
                after.reading() == null ? null : after.reading().at(),
                clockOff(report, received),
                report,
                null);
        return Optional.of(new Outcome(
                new Taken(reading.counted(), report.sweeps().size() - reading.counted(), tenants), Optional.empty()));
    }

    private static Duration clockOff(AgentReport report, Instant received) {
        return SweepDating.between(received, report.sent().at());
    }

    /**
     * Another host that is read by this server, or was counted before this one, and is the machine of the report. Two that
     * were first heard of at the same moment are told apart by their ids.
     */
    private Optional<Host> sameMachine(Transaction transaction, HostId host, Known known, AgentReport report) {
        Set<String> identities = report.sweeps().stream()
                .flatMap(sweep -> sweep.all().stream())
                .filter(one -> one.owner() instanceof Owner.WholeHost)
                .map(Counters::identity)
                .collect(Collectors.toSet());
        Counters own = known.counters().get(new Owner.WholeHost());
        boolean counted = own != null && identities.contains(own.identity());
        return identities.isEmpty()
                ? Optional.empty()
                : counters.machines(transaction, identities).stream()
                        .filter(other -> !other.equals(host))
                        .flatMap(other -> needs.hosts().apply(other).stream())
                        .filter(other ->
                                !counted || !wanted(other) || other.id().value().compareTo(host.value()) < 0)
                        .findFirst();
    }
}
