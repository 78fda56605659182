package io.binome.metering;

import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Agents: programs on hosts that this server is not on, which read what is used there and report it. */
public interface Agents {
    /**
     * A new token for the agent of a host, in this answer and nowhere else; one that was issued before holds no more. It
     * opens nothing but {@link #take}, for that host.
     *
     * @throws io.binome.kernel.ProblemException with {@link AgentProblem.NotNeeded} when this server reads the host itself
     */
    String issueToken(Actor actor, HostId host);

    /** The token of a host holds no more, if it had one. */
    void revokeToken(Actor actor, HostId host);

    /** Whose agent has that token; empty when it is none, and when its host is gone. */
    Optional<HostId> host(String token);

    /**
     * Counts what is new in a report. A reading that was counted already adds nothing, however often and in whatever order
     * it comes. Owners that were never placed on the host are left out.
     *
     * @throws io.binome.kernel.ProblemException with an {@link AgentProblem} when nothing of it was counted
     */
    Taken take(HostId host, AgentReport report);

    /** Whether something is placed on a host now, of which nothing is known while nobody reads it. */
    boolean needed(HostId host);

    /** Of all hosts for which a token was issued. */
    Map<HostId, Heard> heard();

    /**
     * @param counted readings that were new
     * @param known readings that were counted before
     * @param tenants whose groups are to be read on that host; others may run there for somebody else
     */
    record Taken(int counted, int known, Set<TenantId> tenants) {}

    /**
     * What is known of an agent.
     *
     * @param token whether there is a token that holds
     * @param heardAt when it reported last, by the server's clock; null when it never did
     * @param readAt when its newest reading was made, by the server's clock
     * @param clockOff how far ahead of the server's the host's clock was then
     * @param waiting readings that it had still to send
     * @param version of the agent, as it calls itself; empty when it does not say
     * @param sameAs another host that is the same machine: its readings count for that one, and this one's for nobody
     */
    record Heard(
            boolean token,
            Instant issuedAt,
            @Nullable Instant heardAt,
            @Nullable Instant readAt,
            Duration clockOff,
            int waiting,
            String version,
            @Nullable HostId sameAs) {
        /** Whether nothing was heard for so long that somebody should look. */
        public boolean silent(Instant now) {
            return Duration.between(heardAt == null ? issuedAt : heardAt, now).compareTo(Duration.ofMinutes(5)) > 0;
        }
    }
}
