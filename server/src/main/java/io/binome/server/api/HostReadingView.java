package io.binome.server.api;

import io.binome.kernel.HostId;
import io.binome.metering.Agents;
import io.binome.metering.Agents.Heard;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who reads what is used on a server.
 *
 * @param by {@code server} where this server does, {@code agent}, or {@code nobody} where no agent was set up
 * @param state {@code read} or {@code silent}: nothing was heard of its agent for five minutes; {@code never} heard;
 *     {@code none} where there is no agent; {@code same} where it is the machine of another host and counts there
 * @param sameAs the name of that other host
 * @param silent whether somebody should look, because of any of these
 * @param urgent whether somebody should look now: something is placed there
 * @param heardAt when its agent reported last
 * @param readAt when its newest reading that is counted was made
 * @param waiting readings that the agent had still to send then
 * @param behindSeconds how long ago that was, while more wait there; what is shown of that server is as old
 * @param clockOffSeconds how far ahead of the server's clock that of the host was; nothing is dated by it
 * @param version of the agent; empty when it does not say
 */
public record HostReadingView(
        String by,
        String state,
        @Nullable String sameAs,
        boolean silent,
        boolean urgent,
        @Nullable Instant heardAt,
        @Nullable Instant readAt,
        int waiting,
        long behindSeconds,
        long clockOffSeconds,
        String version) {
    /** For each of these hosts, when it is asked for. */
    public static Function<Host, HostReadingView> of(Agents agents, Collection<Host> all, Instant now) {
        Map<HostId, Heard> heard = agents.heard();
        return host -> {
            if (host.endpoint() instanceof HostEndpoint.UnixSocket) {
                Host read = all.stream()
                        .filter(one -> one.endpoint() instanceof HostEndpoint.UnixSocket)
                        .min(Comparator.comparing(one -> one.id().value()))
                        .orElse(host);
                return read.id().equals(host.id())
                        ? without("server", "read", null, false, false)
                        : without("server", "same", read.name(), false, false);
            }
            Heard its = heard.get(host.id());
            boolean needed = agents.needed(host.id());
            return its == null || !its.token()
                    ? without("nobody", "none", null, true, needed)
                    : of(its, needed, all, now);
        };
    }

    private static HostReadingView without(
            String by, String state, @Nullable String sameAs, boolean silent, boolean urgent) {
        return new HostReadingView(by, state, sameAs, silent, urgent, null, null, 0, 0, 0, "");
    }

    private static HostReadingView of(Heard its, boolean needed, Collection<Host> all, Instant now) {
        boolean silent = its.silent(now);
        String same = all.stream()
                .filter(one -> one.id().equals(its.sameAs()))
                .map(Host::name)
                .findFirst()
                .orElse(null);
        boolean behind = its.waiting() > 0 && its.readAt() != null;
        return new HostReadingView(
                "agent",
                same != null ? "same" : its.heardAt() == null ? "never" : silent ? "silent" : "read",
                same,
                silent || same != null,
                (silent || same != null) && needed,
                its.heardAt(),
                its.readAt(),
                its.waiting(),
                behind ? Duration.between(its.readAt(), now).toSeconds() : 0,
                its.clockOff().toSeconds(),
                its.version());
    }
}
