package io.binome.acceptance;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Hours that are over, as metering would have closed them. */
final class PastWeeks {
    private static final String HOURS = """
            INSERT INTO usage_hour (hour, host_id, kind, tenant_id, stack_id, service_id, revision, cpu_micros,
                memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,
                received_bytes, requests, estimated, block_approximate, closed_at)
            SELECT hour, gen_random_uuid(), 'SERVICE', tenant_id, stack_id, id, 0, 3600000 * ?::bigint, 3600 * ?::bigint,
                0, 0, 0, 0, 0, ?, false, false, now()
            FROM workload, generate_series(date_trunc('hour', now()) - ? * interval '1 hour',
                date_trunc('hour', now()) - ? * interval '1 hour', interval '1 hour') AS hour
            WHERE tenant_id = ?::uuid AND service = ?
            """;

    private PastWeeks() {}

    /** A service has used the same in each hour of so many days, and answered once in each. */
    static void used(RunningServer server, String tenant, String service, int days, long memoryBytes, int cpuMillis)
            throws Exception {
        write(server, tenant, service, new Hours(24 * days, 1, memoryBytes, cpuMillis, 1));
    }

    /** A service has used the same in each hour from so many hours ago to so many hours ago. */
    static void usedBetween(RunningServer server, String tenant, String service, long first, long last, int cpuMillis)
            throws Exception {
        write(server, tenant, service, new Hours((int) first, (int) last, 64L << 20, cpuMillis, 1));
    }

    /** A service has done next to nothing in each hour of so many days. */
    static void idled(RunningServer server, String tenant, String service, int days) throws Exception {
        write(server, tenant, service, new Hours(24 * days, 1, 8L << 20, 0, 0));
    }

    /** A service has used so much processor in the present hour, which lies in the present month for sure. */
    static void usedNow(RunningServer server, String tenant, String service, int cpuMillis) throws Exception {
        write(server, tenant, service, new Hours(0, 0, 0, cpuMillis, 1));
    }

    /** What was agreed with a tenant holds since so many days before: hours are rated by what held when they began. */
    static void agreedBefore(RunningServer server, String tenant, int days) throws SQLException {
        try (Connection connection = database(server);
                PreparedStatement since = connection.prepareStatement(
                        "UPDATE contract_version SET since = since - ? * interval '1 day' WHERE tenant_id = ?::uuid")) {
            since.setInt(1, days);
            since.setString(2, tenant);
            since.executeUpdate();
        }
    }

    /** As the owner of its tables. */
    static Connection database(RunningServer server) throws SQLException {
        DatabaseSettings settings = EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(server.home()))
                .orElseThrow();
        return DriverManager.getConnection(settings.url(), settings.owner(), settings.ownerPassword());
    }

    /** @param first how many hours ago, and the last one */
    private record Hours(int first, int last, long memoryBytes, int cpuMillis, int requests) {}

    private static void write(RunningServer server, String tenant, String service, Hours written) throws Exception {
        try (Connection connection = database(server);
                PreparedStatement hours = connection.prepareStatement(HOURS)) {
            hours.setInt(1, written.cpuMillis());
            hours.setLong(2, written.memoryBytes());
            hours.setInt(3, written.requests());
            hours.setInt(4, written.first());
            hours.setInt(5, written.last());
            hours.setString(6, tenant);
            hours.setString(7, service);
            hours.executeUpdate();
        }
    }
}
