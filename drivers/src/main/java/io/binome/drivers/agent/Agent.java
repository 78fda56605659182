package io.binome.drivers.agent;

import io.binome.kernel.HostId;
import io.binome.metering.AgentReport;
import io.binome.metering.IdleOwners;
import io.binome.metering.UsageSource;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads this machine again and again and brings what it has read to the server, oldest first; what cannot be brought stays
 * on the disk. Of one thread.
 */
final class Agent {
    private static final int MOST_IN_REPORT = 512;

    /** Compressed; unpacked it is ten times as much, and the server unpacks 8 MiB at most. */
    private static final long LARGEST_REPORT = 256 * 1024;

    /** Of all counters in one report: half of what the server takes, which knows what it read last and counts volumes too. */
    private static final long MOST_HOURS = 50_000;

    /** As whoever started it says, so that the server can show it. */
    private static final String VERSION = System.getProperty("binome.version", "");

    private static final HostId HERE = new HostId(new UUID(0, 0));

    private final UsageSource source;
    private final SweepBuffer buffer;
    private final Intake intake;
    private final WantedTenants wanted;
    private final Duration bring;
    private final Consumer<String> say;
    private final IdleOwners idle = new IdleOwners();
    private @Nullable Duration broughtAt;
    private Duration waitUntil = Duration.ZERO;
    private String trouble = "";

    /** @param bring how often what was read is brought */
    Agent(
            UsageSource source,
            SweepBuffer buffer,
            Intake intake,
            WantedTenants wanted,
            Duration bring,
            Consumer<String> say) {
        this.source = source;
        this.buffer = buffer;
        this.intake = intake;
        this.wanted = wanted;
        this.bring = bring;
        this.say = say;
    }

    /** Reads once, and brings what is there when that is due. */
    void step() throws InterruptedException {
        Sweep now;
        try {
            now = source.read(HERE);
        } catch (UsageSource.HostAway unreadable) {
            trouble("This machine cannot be read: " + unreadable.getMessage());
            return;
        }
        if (!wanted.known()) {
            ask(now);
            return;
        }
        try {
            buffer.append(now);
        } catch (IOException full) {
            trouble("Readings cannot be kept on the disk, and are kept in memory: " + full.getMessage());
        }
        Duration since = broughtAt == null ? bring : now.sinceBoot().minus(broughtAt);
        if ((since.isNegative() || since.compareTo(bring) >= 0)
                && now.sinceBoot().compareTo(waitUntil) >= 0) {
            broughtAt = now.sinceBoot();
            bringAll(now);
        }
    }

    /** Without a reading: one that lacks somebody's counters would make them begin at the next. */
    private void ask(Sweep now) throws InterruptedException {
        Intake.Answer answer = intake.send(new AgentReport(moment(now), VERSION, 0, List.of()));
        if (answer.kind() == Intake.Kind.TAKEN) {
            wanted.learn(answer.tenants());
        } else {
            trouble("Nothing is read until the server has said for whom: " + answer.said());
        }
    }

    private static AgentReport.Moment moment(Sweep now) {
        return new AgentReport.Moment(now.bootId(), now.sinceBoot(), now.at());
    }

    private void bringAll(Sweep now) throws InterruptedException {
        int most = MOST_IN_REPORT;
        for (Sweep sent = now; buffer.size() > 0; sent = later(now)) {
            int count = (int) Math.clamp(LARGEST_REPORT * buffer.size() / (buffer.bytes() + 1), 1, most);
            List<Sweep> sweeps = countable(buffer.oldest(count));
            Intake.Answer answer =
                    intake.send(new AgentReport(moment(sent), VERSION, buffer.size() - sweeps.size(), sweeps));
            switch (answer.kind()) {
                case LATER -> {
                    trouble("Nothing is lost, " + buffer.size() + " readings wait: " + answer.said());
                    waitUntil = sent.sinceBoot().plus(answer.after());
                    return;
                }
                case SPLIT, REFUSED -> {
                    if (answer.kind() == Intake.Kind.SPLIT && sweeps.size() > 1) {
                        most = sweeps.size() / 2;
                        continue;
                    }
                    if (sweeps.size() > 1) {
                        // One of them it will be; the others are good.
                        most = 1;
                        continue;
                    }
                    say.accept("The server refused a reading of "
                            + sweeps.getFirst().at() + ", which is left out: " + answer.said());
                    remove(1);
                }
                case TAKEN -> {
                    remove(sweeps.size());
                    sweeps.forEach(this::forgetIdle);
                    wanted.learn(answer.tenants());
                    if (!trouble.isEmpty() && buffer.size() == 0) {
                        say.accept("The server has everything that was read.");
                        trouble = "";
                    }
                }
            }
        }
    }

    /** So many of them, and one at least, as become few enough hours of their counters for one report. */
    private static List<Sweep> countable(List<Sweep> sweeps) {
        long hours = 0;
        for (int i = 0; i < sweeps.size(); i++) {
            Sweep one = sweeps.get(i);
            Duration since = i == 0
                    ? Duration.ZERO
                    : one.sinceBoot().minus(sweeps.get(i - 1).sinceBoot());
            hours += (Math.max(0, since.toHours()) + 1)
                    * (one.all().size() + (long) one.flows().size());
            if (i > 0 && hours > MOST_HOURS) {
                return sweeps.subList(0, i);
            }
        }
        return sweeps;
    }

    /**
     * Removes what counted owners that used nothing for a day, as the server has it: it will not have to be read again.
     * By the kernel's clock, that nobody sets; after a start of the kernel nothing is left to remove.
     */
    private void forgetIdle(Sweep counted) {
        Map<Owner, Counters> all = new HashMap<>();
        counted.all().forEach(one -> all.put(one.owner(), one));
        try {
            idle.of(all, Instant.EPOCH.plus(counted.sinceBoot())).forEach(owner -> source.forget(HERE, owner));
        } catch (UsageSource.HostAway unreadable) {
            trouble("Groups that are not used any more cannot be removed: " + unreadable.getMessage());
        }
    }

    /** A report may take long to get away: it is dated by the moment at which it is made. */
    private Sweep later(Sweep now) {
        try {
            return source.read(HERE);
        } catch (UsageSource.HostAway unreadable) {
            return now;
        }
    }

    private void remove(int count) {
        try {
            buffer.remove(count);
        } catch (IOException full) {
            trouble("What was brought cannot be removed, and is brought again: " + full.getMessage());
        }
    }

    /** Once, and not each few seconds. */
    private void trouble(String now) {
        if (trouble.isEmpty()) {
            say.accept(now);
        }
        trouble = now;
    }
}
