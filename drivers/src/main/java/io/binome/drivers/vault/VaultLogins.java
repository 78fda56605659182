package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.drivers.vault.VaultLogin.Token;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.runs.RunLog;
import io.binome.secrets.SecretReference.VaultDatabase;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultBorrowings.Borrowing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Logins at databases that Vault made for one borrower, under a token of its own: revoking that token takes them all
 * back, which the default policy allows, and nobody else's. While they are borrowed, leases and token are renewed when
 * half of their time is over.
 */
final class VaultLogins {
    private static final Logger LOG = LoggerFactory.getLogger(VaultLogins.class);

    private record Lease(String id, VaultDatabase made, boolean renewable, Instant renewAt) {}

    private final VaultSession session;
    private final TenantScope scope;
    private final VaultBorrowings borrowings;
    private final InstantSource clock;
    private final Duration hold;
    private final UUID id = UUID.randomUUID();
    private final CountDownLatch givenBack = new CountDownLatch(1);
    private final Map<VaultDatabase, String> values = new HashMap<>();
    private final List<Lease> leases = new ArrayList<>();
    private Token token;

    /**
     * Makes them; none is left when it fails.
     *
     * @throws VaultAway when Vault cannot answer
     */
    VaultLogins(
            VaultSession session,
            TenantScope scope,
            String environment,
            VaultBorrowings borrowings,
            InstantSource clock,
            Duration hold,
            TreeSet<VaultDatabase> wanted)
            throws VaultAway {
        this.session = session;
        this.scope = scope;
        this.borrowings = borrowings;
        this.clock = clock;
        this.hold = hold;
        this.token = session.login().signIn();
        boolean made = false;
        try {
            Map<String, JsonNode> answers = new HashMap<>();
            for (VaultDatabase reference : wanted) {
                String path = reference.mount() + "/creds/" + reference.role();
                JsonNode data = answers.get(path);
                if (data == null) {
                    data = make(path, reference);
                    answers.put(path, data);
                }
                values.put(reference, data.path(reference.part().text()).asString());
            }
            borrowings.add(
                    scope,
                    new Borrowing(
                            id,
                            environment,
                            session.connection().address().toString(),
                            token.text(),
                            leases.stream().map(Lease::id).toList(),
                            clock.instant()),
                    hold);
            made = true;
        } finally {
            if (!made) {
                takeBack(session, token.text(), leases.stream().map(Lease::id).toList());
            }
        }
    }

    private JsonNode make(String path, VaultDatabase reference) throws VaultAway {
        Answer answer = session.client().send("GET", path, token.text(), null);
        JsonNode data = answer.body().path("data");
        String lease = answer.body().path("lease_id").asString("");
        if (!answer.isOk()
                || lease.isEmpty()
                || !data.path("username").isString()
                || !data.path("password").isString()) {
            throw new ProblemException(new VaultRefused(
                    session.connection().address().toString(),
                    reference.mount() + "/creds/" + reference.role(),
                    answer.errors()));
        }
        leases.add(new Lease(
                lease,
                reference,
                answer.body().path("renewable").asBoolean(false),
                renewAt(answer.body().path("lease_duration").asLong(0))));
        return data;
    }

    private Instant renewAt(long seconds) {
        return clock.instant().plus(Duration.ofSeconds(Math.max(1, seconds)).dividedBy(2));
    }

    Map<VaultDatabase, String> values() {
        return values;
    }

    /** Renews from now on. */
    void keep(RunLog log, Instant until) {
        Thread.ofVirtual().name("vault-borrowing-" + id).start(() -> renewUntilGivenBack(log, until));
    }

    private void renewUntilGivenBack(RunLog log, Instant until) {
        try {
            while (!givenBack.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                if (!clock.instant().isBefore(until)) {
                    log.line("The time for which logins at databases were borrowed is over");
                    giveBack();
                    return;
                }
                try {
                    borrowings.hold(scope, id, hold);
                    renewDue(log);
                } catch (VaultAway away) {
                    LOG.warn("Leases of borrowing {} could not be renewed now: {}", id, away.reason());
                } catch (RuntimeException failed) {
                    LOG.warn("Borrowing {} could not be held now: {}", id, failed.toString());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        Instant next = token.renewAt();
        for (Lease lease : leases) {
            next = lease.renewable() && lease.renewAt().isBefore(next) ? lease.renewAt() : next;
        }
        Duration left = Duration.between(clock.instant(), next);
        Duration most = hold.dividedBy(3);
        Duration pause = left.compareTo(most) < 0 ? left : most;
        return pause.toMillis() < 200 ? Duration.ofMillis(200) : pause;
    }

    private void renewDue(RunLog log) throws VaultAway {
        Instant now = clock.instant();
        if (!now.isBefore(token.renewAt())) {
            Token longer = token.renewable() ? session.login().renew(token) : null;
            if (longer == null) {
                log.line("Vault renews the login under which database users were made no further; they end at "
                        + token.endsAt());
            }
            token = longer == null
                    ? new Token(token.text(), false, token.endsAt().plus(hold), token.endsAt())
                    : longer;
        }
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            if (lease.renewable() && !now.isBefore(lease.renewAt())) {
                leases.set(i, renewed(lease, log));
            }
        }
    }

    private Lease renewed(Lease lease, RunLog log) throws VaultAway {
        Answer answer = session.client().send("POST", "sys/leases/renew", token.text(), Map.of("lease_id", lease.id()));
        if (!answer.isOk()) {
            log.line("Vault renews the login of " + lease.made().mount() + "/creds/"
                    + lease.made().role() + " no further: " + answer.errors());
            return new Lease(lease.id(), lease.made(), false, lease.renewAt());
        }
        return new Lease(
                lease.id(),
                lease.made(),
                answer.body().path("renewable").asBoolean(false),
                renewAt(answer.body().path("lease_duration").asLong(0)));
    }

    /** Never throws: what cannot be given back now is given back by the keeper. */
    void giveBack() {
        if (givenBack.getCount() == 0) {
            return;
        }
        givenBack.countDown();
        try {
            if (takeBack(session, token.text(), leases.stream().map(Lease::id).toList())) {
                borrowings.forget(scope, id);
            }
        } catch (RuntimeException failed) {
            LOG.warn("Borrowing {} is given back later: {}", id, failed.toString());
        }
    }

    /** Whether Vault has them back: the leases one by one where the policy allows it, and by the token in any case. */
    static boolean takeBack(VaultSession session, @Nullable String token, List<String> leases) {
        try {
            for (String lease : leases) {
                Answer answer = session.client()
                        .send("POST", "sys/leases/revoke", token, Map.of("lease_id", lease, "sync", true));
                if (!answer.isOk()) {
                    LOG.debug("A lease is not revoked by itself: {}", answer.errors());
                }
            }
            Answer answer = session.client().send("POST", "auth/token/revoke-self", token, Map.of());
            // Vault knows a token no more when it has ended, and everything made under it with it.
            return answer.isOk() || answer.status() == 403;
        } catch (VaultAway away) {
            LOG.warn("Logins at databases could not be given back now: {}", away.reason());
            return false;
        }
    }
}
