package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Borrower;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.LentSecrets;
import io.binome.secrets.PatientAttempt;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretReference.VaultDatabase;
import io.binome.secrets.SecretReference.VaultField;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretsProblem.SecretNotFound;
import io.binome.secrets.SecretsProblem.VaultNotConnected;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.SecretsProblem.VaultSealed;
import io.binome.secrets.SecretsProblem.VaultUnreachable;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.VaultConnections.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Lends what is in Vault, by each tenant's own connections. */
public final class VaultSecretStore implements SecretStore, AutoCloseable {
    private final VaultConnections connections;
    private final VaultBorrowings borrowings;
    private final Fingerprint fingerprint;
    private final InstantSource clock;
    private final VaultSettings settings;
    private final ConcurrentHashMap<Place, VaultSession> sessions = new ConcurrentHashMap<>();

    private record Place(TenantId tenant, String environment) {}

    public VaultSecretStore(
            VaultConnections connections,
            VaultBorrowings borrowings,
            Fingerprint fingerprint,
            InstantSource clock,
            VaultSettings settings) {
        this.connections = connections;
        this.borrowings = borrowings;
        this.fingerprint = fingerprint;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Lent lend(TenantScope scope, Collection<SecretReference> references, Borrower borrower, Duration atMost) {
        TreeSet<SecretReference> wanted = new TreeSet<>(references);
        if (wanted.isEmpty()) {
            return new LentSecrets(scope, Map.of(), Map.of(), fingerprint, () -> {});
        }
        Connection connection = connections
                .find(scope, borrower.environment())
                .orElseThrow(() -> new ProblemException(
                        new VaultNotConnected(wanted.first().text())));
        String address = connection.address().toString();
        return new PatientAttempt(settings.firstPause(), settings.longestPause()).of(borrower, () -> {
            try {
                return attempt(session(scope, borrower.environment(), connection), scope, wanted, borrower, atMost);
            } catch (VaultAway away) {
                throw new ProblemException(
                        away.isSealed() ? new VaultSealed(address) : new VaultUnreachable(address, away.reason()));
            }
        });
    }

    /** The present one, unless the connection was set anew since. */
    VaultSession session(TenantScope scope, String environment, Connection connection) throws VaultAway {
        Place place = new Place(scope.tenant(), environment);
        VaultSession present = sessions.get(place);
        if (present != null && present.connection().equals(connection)) {
            return present;
        }
        VaultSession fresh = new VaultSession(connection, settings, clock);
        // The one before is not closed: somebody may have borrowed by it.
        sessions.put(place, fresh);
        return fresh;
    }

    /**
     * Why the Vault behind a connection cannot answer now; empty when it can. Asks without a login, so that it neither
     * needs one nor leaves one behind: {@code sys/health}, of which a standby's answer counts as well.
     */
    Optional<String> away(Connection connection) {
        try (VaultClient client = new VaultClient(connection, settings)) {
            client.send("GET", "sys/health?standbyok=true&perfstandbyok=true", null, null);
            return Optional.empty();
        } catch (VaultAway away) {
            return Optional.of(away.reason());
        }
    }

    private Lent attempt(
            VaultSession session,
            TenantScope scope,
            TreeSet<SecretReference> wanted,
            Borrower borrower,
            Duration atMost)
            throws VaultAway {
        Map<SecretReference, byte[]> values = new HashMap<>();
        Map<SecretReference, SecretReference> meant = new HashMap<>();
        TreeSet<VaultDatabase> logins = new TreeSet<>();
        Map<String, JsonNode> entries = new HashMap<>();
        for (SecretReference reference : wanted) {
            switch (reference) {
                case VaultField field -> {
                    String path = field.mount() + "/data/" + field.path()
                            + (field.version() == null ? "" : "?version=" + field.version());
                    // Once for each entry, so that its fields belong together.
                    JsonNode entry = entries.get(path);
                    if (entry == null) {
                        entry = entry(session, path, field);
                        entries.put(path, entry);
                    }
                    values.put(field, value(entry, field));
                    int version = entry.path("metadata").path("version").asInt(0);
                    meant.put(
                            field,
                            version < 1 ? field : new VaultField(field.mount(), field.path(), field.field(), version));
                }
                case VaultDatabase login -> logins.add(login);
                case SecretReference.Kept kept -> throw new IllegalArgumentException("Not in Vault: " + kept.text());
            }
        }
        if (logins.isEmpty()) {
            return new LentSecrets(scope, values, meant, fingerprint, () -> {});
        }
        VaultLogins made =
                new VaultLogins(session, scope, borrower.environment(), borrowings, clock, settings.hold(), logins);
        made.values().forEach((login, value) -> values.put(login, value.getBytes(StandardCharsets.UTF_8)));
        made.keep(borrower.log(), clock.instant().plus(atMost));
        return new LentSecrets(scope, values, meant, fingerprint, made::giveBack);
    }

    private static JsonNode entry(VaultSession session, String path, VaultField field) throws VaultAway {
        Answer answer = session.read(path);
        if (answer.status() == 404) {
            // Also for a version that was deleted or destroyed; the answer then has metadata without data.
            throw new ProblemException(new SecretNotFound(field.text()));
        }
        if (!answer.isOk()) {
            throw new ProblemException(
                    new VaultRefused(session.connection().address().toString(), field.text(), answer.errors()));
        }
        return answer.body().path("data");
    }

    /** A field that is no text is lent as its JSON. */
    private static byte[] value(JsonNode entry, VaultField field) {
        JsonNode value = entry.path("data").path(field.field());
        if (value.isMissingNode() || value.isNull()) {
            throw new ProblemException(new SecretNotFound(field.text()));
        }
        return (value.isString() ? value.asString() : value.toString()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sessions.values().forEach(VaultSession::close);
    }
}
