package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Agents.Heard;
import io.binome.metering.internal.AgentSilence.Finding;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Watch;
import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the provider that the agent of a host is silent, and that it is heard again: each once for a silence, whichever
 * server looks. Which silence was told is kept with its notice. A silence is counted from when this server began to look, or
 * went on after it had not for a while: who was away itself has heard nobody.
 */
public final class AgentWatch implements Watch {
    private static final Actor MACHINE = new Actor.Machine("metering");

    private final Needs needs;
    private final AgentSilence silence;
    private final AgentStore agents = new AgentStore();
    private @Nullable Instant looked;
    private Instant listening = Instant.MIN;

    /**
     * What it stands on.
     *
     * @param provider whose people are told
     * @param path of the page that shows hosts
     * @param after how long nothing may be heard of an agent
     * @param every how often it is asked
     */
    public record Needs(
            Database database,
            Supplier<TenantScope> provider,
            Sites sites,
            String path,
            Duration after,
            Duration every,
            InstantSource clock) {}

    public AgentWatch(Needs needs) {
        this.needs = needs;
        this.silence = new AgentSilence(needs.after());
    }

    /** Of which host, and when its agent had been heard last. */
    private record Told(HostId host, Instant since) {
        static Told of(String name) {
            int at = name.indexOf('/');
            return new Told(HostId.parse(name.substring(0, at)), Instant.parse(name.substring(at + 1)));
        }

        String name() {
            return host + "/" + since;
        }
    }

    /** @param told of which silence people were told, as {@link AgentStore#toldSilent} */
    private record Known(Map<HostId, Heard> heard, Map<HostId, Instant> told) {}

    @Override
    public synchronized List<Notice.OfTenant> look(TenantScope scope) {
        if (!scope.equals(needs.provider().get())) {
            return List.of();
        }
        Known known = needs.database()
                .asDispatcher(transaction -> new Known(agents.heard(transaction), agents.toldSilent(transaction)));
        Instant now = needs.clock().instant();
        listen(now);
        List<Notice.OfTenant> found = new ArrayList<>();
        for (Host host : needs.sites().hosts()) {
            Optional.ofNullable(known.heard().get(host.id()))
                    .filter(_ -> DatabaseAgents.wanted(host))
                    .flatMap(heard -> silence.of(heard, known.told().get(host.id()), listening, now))
                    .ifPresent(finding -> found.add(notice(host, finding)));
        }
        return found;
    }

    /** Who did not look for longer than that was stopped, or had no database; agents could not be heard meanwhile either. */
    private void listen(Instant now) {
        Duration pause = needs.every().multipliedBy(2);
        Duration longest = pause.compareTo(needs.after()) > 0 ? pause : needs.after();
        if (looked == null || Duration.between(looked, now).compareTo(longest) > 0) {
            listening = now;
        }
        looked = now;
    }

    @Override
    public void kept(Transaction transaction, List<Notice.OfTenant> found) {
        for (Notice.OfTenant notice : found) {
            Told told = Told.of(Objects.requireNonNull(notice.once()));
            if (notice.kind() == NoticeKind.METERING_SILENT) {
                agents.tellSilent(transaction, told.host(), told.since());
            } else {
                agents.tellBack(transaction, told.host(), told.since());
            }
        }
    }

    private Notice.OfTenant notice(Host host, Finding finding) {
        String site = needs.sites().list().stream()
                .filter(one -> one.id().equals(host.site()))
                .map(Site::name)
                .findFirst()
                .orElse("");
        NoticeKind kind =
                switch (finding) {
                    case Finding.Silent _ -> NoticeKind.METERING_SILENT;
                    case Finding.Back _ -> NoticeKind.METERING_BACK;
                };
        return new Notice.OfTenant(
                kind,
                MACHINE,
                "agent/" + host.id(),
                new TreeMap<>(Map.of(
                        "host", host.name(),
                        "site", site,
                        "since", words(finding.since()),
                        "path", needs.path())),
                new Told(host.id(), finding.since()).name());
    }

    /** To the minute, as there is no reader whose time zone would be known. */
    private static String words(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString().replace("T", " ").replace(":00Z", " UTC");
    }
}
