package io.binome.sites.internal;

import static io.binome.database.tables.Host.HOST;

import io.binome.database.Transaction;
import io.binome.database.tables.records.HostRecord;
import io.binome.kernel.HostId;
import io.binome.kernel.SiteId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.Sealing;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.HostEndpoint.MutualTls;
import io.binome.sites.HostEndpoint.Tcp;
import io.binome.sites.HostEndpoint.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** The table of hosts. Keys of clients are sealed for the one host they are for. */
final class HostStore {
    /** A row, its client key still sealed, so that it can be opened after the transaction. */
    record Stored(HostRecord row) {
        boolean is(HostId host) {
            return row.getId().equals(host.value());
        }

        boolean schedulable() {
            return row.getSchedulable();
        }
    }

    private final Sealing sealing;

    HostStore(Sealing sealing) {
        this.sealing = sealing;
    }

    /** False when the name or the endpoint is taken. {@code sealedKey} is of {@link #sealedKey}. */
    boolean insert(Transaction transaction, Host host, byte @Nullable [] sealedKey) {
        HostRecord row = new HostRecord();
        setEndpoint(row, host.endpoint(), sealedKey);
        row.setId(host.id().value());
        row.setTenantId(transaction.scope().tenant().value());
        row.setSiteId(host.site().value());
        row.setName(host.name());
        row.setSchedulable(host.schedulable());
        row.setHealthState(host.health().state().name());
        row.setHealthDetail(host.health().detail());
        row.setHealthAt(host.health().at());
        row.setRegisteredAt(host.health().at());
        return transaction.sql().insertInto(HOST).set(row).onConflictDoNothing().execute() == 1;
    }

    /** Whether another host has the engine that this one is to be. */
    boolean endpointTaken(Transaction transaction, Host host) {
        Condition same =
                switch (host.endpoint()) {
                    case UnixSocket socket -> HOST.SOCKET_PATH.eq(socket.path());
                    case Tcp tcp -> HOST.ADDRESS.eq(tcp.address()).and(HOST.PORT.eq(tcp.port()));
                };
        return transaction.sql().fetchExists(HOST, same.and(HOST.ID.ne(host.id().value())));
    }

    /** Replaces where it answers, and what was seen of it. {@code sealedKey} is of {@link #sealedKey}. */
    void move(Transaction transaction, Host host, byte @Nullable [] sealedKey) {
        HostRecord row = new HostRecord();
        for (var column : List.of(
                HOST.SOCKET_PATH,
                HOST.ADDRESS,
                HOST.PORT,
                HOST.EDGE_ADDRESS,
                HOST.CA_CERTIFICATE,
                HOST.CLIENT_CERTIFICATE,
                HOST.CLIENT_KEY_SEALED)) {
            row.set(column, null);
        }
        setEndpoint(row, host.endpoint(), sealedKey);
        row.setHealthState(host.health().state().name());
        row.setHealthDetail(host.health().detail());
        row.setHealthAt(host.health().at());
        transaction
                .sql()
                .update(HOST)
                .set(row)
                .where(HOST.ID.eq(host.id().value()))
                .execute();
    }

    private static void setEndpoint(HostRecord row, HostEndpoint endpoint, byte @Nullable [] sealedKey) {
        switch (endpoint) {
            case UnixSocket socket -> row.setSocketPath(socket.path());
            case Tcp tcp -> {
                row.setAddress(tcp.address());
                row.setPort(tcp.port());
                row.setEdgeAddress(tcp.edgeAddress());
                MutualTls tls = tcp.tls();
                if (tls != null) {
                    row.setCaCertificate(tls.caCertificate());
                    row.setClientCertificate(tls.clientCertificate());
                    row.setClientKeySealed(sealedKey);
                }
            }
        }
    }

    /** Before the transaction: sealing may need a connection of its own. */
    byte @Nullable [] sealedKey(TenantScope provider, Host host) {
        return host.endpoint() instanceof Tcp tcp && tcp.tls() != null
                ? sealing.seal(
                        provider, purpose(host.id()), tcp.tls().clientKey().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    boolean nameTaken(Transaction transaction, SiteId site, String name) {
        return transaction.sql().fetchExists(HOST, HOST.SITE_ID.eq(site.value()).and(HOST.NAME.eq(name)));
    }

    /** By name. */
    List<Stored> list(Transaction transaction) {
        return transaction.sql().selectFrom(HOST).orderBy(HOST.NAME, HOST.ID).fetch(Stored::new);
    }

    /** Until the transaction ends nobody else changes it. */
    Optional<Stored> lock(Transaction transaction, HostId host) {
        return transaction
                .sql()
                .selectFrom(HOST)
                .where(HOST.ID.eq(host.value()))
                .forUpdate()
                .fetchOptional(Stored::new);
    }

    void setSchedulable(Transaction transaction, HostId host, boolean schedulable) {
        transaction
                .sql()
                .update(HOST)
                .set(HOST.SCHEDULABLE, schedulable)
                .where(HOST.ID.eq(host.value()))
                .execute();
    }

    void remove(Transaction transaction, HostId host) {
        transaction.sql().deleteFrom(HOST).where(HOST.ID.eq(host.value())).execute();
    }

    /** A look that ends late does not hide a later one. */
    void seen(Transaction transaction, HostId host, Host.Health health) {
        transaction
                .sql()
                .update(HOST)
                .set(HOST.HEALTH_STATE, health.state().name())
                .set(HOST.HEALTH_DETAIL, health.detail())
                .set(HOST.HEALTH_AT, health.at())
                .where(HOST.ID.eq(host.value()), HOST.HEALTH_AT.le(health.at()))
                .execute();
    }

    Host opened(TenantScope provider, Stored stored) {
        HostRecord row = stored.row();
        HostId id = new HostId(row.getId());
        return new Host(
                id,
                new SiteId(row.getSiteId()),
                row.getName(),
                endpoint(provider, id, row),
                row.getSchedulable(),
                new Host.Health(Host.State.valueOf(row.getHealthState()), row.getHealthDetail(), row.getHealthAt()));
    }

    private HostEndpoint endpoint(TenantScope provider, HostId id, HostRecord row) {
        if (row.getSocketPath() != null) {
            return new UnixSocket(row.getSocketPath());
        }
        MutualTls tls = row.getClientKeySealed() == null
                ? null
                : new MutualTls(
                        row.getCaCertificate(),
                        row.getClientCertificate(),
                        new String(
                                sealing.open(provider, purpose(id), row.getClientKeySealed()), StandardCharsets.UTF_8));
        return new Tcp(row.getAddress(), row.getPort(), row.getEdgeAddress(), tls);
    }

    private static String purpose(HostId host) {
        return "sites.client-key:" + host;
    }
}
