package io.binome.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/**
 * Lets a service have worked through a month that is over, in the hours that metering would have closed, under the contract
 * and the prices of today: no demo waits for a month to go by. The hours of offices are busy, within the limits of the
 * service; the others idle.
 */
record PastMonth(OwnDatabase database, YearMonth month, ZoneId zone) {
    private static final String HOURS = """
            INSERT INTO usage_hour (hour, host_id, kind, tenant_id, stack_id, service_id, revision, cpu_micros,
                memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,
                received_bytes, requests, estimated, block_approximate, closed_at)
            SELECT hour, (SELECT host_id FROM metering_host ORDER BY host_id LIMIT 1), 'SERVICE', ?::uuid, ?::uuid,
                ?::uuid, 0, 1000000 * (37 + busy * (600 + 90 * day_of_week + 40 * (hour_of_day - 8))),
                3600::bigint * 1048576 * (64 + busy * (96 + 4 * (hour_of_day - 8))), 0, 0, 0,
                9000 * busy * (20000 + 2500 * day_of_week), 0, busy * (20000 + 2500 * day_of_week), false, false, now()
            FROM (SELECT hour, day_of_week, hour_of_day,
                    (day_of_week <= 5 AND hour_of_day BETWEEN 8 AND 18)::int::bigint AS busy
                FROM (SELECT hour, extract(isodow FROM hour AT TIME ZONE zone)::bigint AS day_of_week,
                        extract(hour FROM hour AT TIME ZONE zone)::bigint AS hour_of_day
                    FROM (SELECT ?::text AS zone) AS clock,
                        generate_series(?::timestamptz, ?::timestamptz - interval '1 hour', interval '1 hour') AS hour
                ) AS dated) AS hours
            ON CONFLICT DO NOTHING
            """;

    /** What the kernel would have counted of the tenant and of the machine, where a hundredth of a core is no tenant's. */
    private static final String WHOLES = """
            INSERT INTO usage_hour (hour, host_id, kind, tenant_id, stack_id, service_id, revision, cpu_micros,
                memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,
                received_bytes, requests, estimated, block_approximate, closed_at)
            SELECT hour, host_id, whole.kind, CASE whole.kind WHEN 'TENANT' THEN tenant_id END, NULL::uuid, NULL::uuid, 0,
                cpu_micros + whole.more, memory_byte_seconds, 0, 0, 0, 0, 0, 0, false, false, now()
            FROM usage_hour, (VALUES ('TENANT', 0), ('HOST', 36000000)) AS whole (kind, more)
            WHERE tenant_id = ?::uuid AND service_id = ?::uuid AND hour >= ? AND hour < ?
            ON CONFLICT DO NOTHING
            """;

    /** Days are those of UTC: the two spans that are written may share one. */
    private static final String DAYS = """
            INSERT INTO usage_day (day, host_id, kind, tenant_id, stack_id, service_id, cpu_micros, memory_byte_seconds,
                volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes, received_bytes, requests,
                estimated, block_approximate)
            SELECT date_trunc('day', hour, 'UTC'), host_id, kind, tenant_id, stack_id, service_id, sum(cpu_micros),
                sum(memory_byte_seconds), 0, 0, 0, sum(sent_bytes), 0, sum(requests), false, false
            FROM usage_hour WHERE tenant_id = ?::uuid AND service_id = ?::uuid AND hour >= ? AND hour < ?
            GROUP BY 1, 2, 3, 4, 5, 6
            ON CONFLICT (tenant_id, day, kind, stack_id, service_id, host_id) DO UPDATE SET
                cpu_micros = usage_day.cpu_micros + excluded.cpu_micros,
                memory_byte_seconds = usage_day.memory_byte_seconds + excluded.memory_byte_seconds,
                sent_bytes = usage_day.sent_bytes + excluded.sent_bytes,
                requests = usage_day.requests + excluded.requests
            """;

    private static final String YEARS = """
            INSERT INTO usage_year (year, tenant_id, service_id, cpu_micros, memory_byte_seconds, volume_byte_seconds,
                sent_bytes, requests)
            SELECT date_trunc('year', hour, 'UTC'), tenant_id, service_id, sum(cpu_micros), sum(memory_byte_seconds), 0,
                sum(sent_bytes), sum(requests)
            FROM usage_hour WHERE tenant_id = ?::uuid AND service_id = ?::uuid AND hour >= ? AND hour < ?
            GROUP BY 1, 2, 3
            ON CONFLICT (tenant_id, year, service_id) DO UPDATE SET
                cpu_micros = usage_year.cpu_micros + excluded.cpu_micros,
                memory_byte_seconds = usage_year.memory_byte_seconds + excluded.memory_byte_seconds,
                sent_bytes = usage_year.sent_bytes + excluded.sent_bytes,
                requests = usage_year.requests + excluded.requests
            """;

    private static final String AGREED =
            "UPDATE contract_version SET since = since - interval '62 days' WHERE tenant_id = ?::uuid";

    private static final String IN_FORCE = "UPDATE price_version SET since = since - interval '62 days'";

    /**
     * Also the days since then, as far as today: a service that stopped when the month was over would be forecast to cost
     * nothing.
     *
     * @param today what was metered of it stays
     * @return how many hours the month has, which a change of the clock makes one more or less
     */
    int simulate(String tenant, String stack, String service, LocalDate today) throws IOException, SQLException {
        try (Connection connection = database.open();
                PreparedStatement agreed = connection.prepareStatement(AGREED);
                PreparedStatement inForce = connection.prepareStatement(IN_FORCE)) {
            agreed.setString(1, tenant);
            agreed.executeUpdate();
            inForce.executeUpdate();
        }
        LocalDate next = month.plusMonths(1).atDay(1);
        int hours = worked(tenant, stack, service, month.atDay(1), next);
        worked(tenant, stack, service, next, today);
        return hours;
    }

    private int worked(String tenant, String stack, String service, LocalDate first, LocalDate end)
            throws IOException, SQLException {
        Timestamp from = Timestamp.from(first.atStartOfDay(zone).toInstant());
        Timestamp to = Timestamp.from(end.atStartOfDay(zone).toInstant());
        try (Connection connection = database.open();
                PreparedStatement hours = connection.prepareStatement(HOURS);
                PreparedStatement wholes = connection.prepareStatement(WHOLES);
                PreparedStatement days = connection.prepareStatement(DAYS);
                PreparedStatement years = connection.prepareStatement(YEARS)) {
            connection.setAutoCommit(false);
            hours.setString(1, tenant);
            hours.setString(2, stack);
            hours.setString(3, service);
            hours.setString(4, zone.getId());
            hours.setTimestamp(5, from);
            hours.setTimestamp(6, to);
            int written = hours.executeUpdate();
            for (PreparedStatement of : List.of(wholes, days, years)) {
                of.setString(1, tenant);
                of.setString(2, service);
                of.setTimestamp(3, from);
                of.setTimestamp(4, to);
                of.executeUpdate();
            }
            connection.commit();
            return written;
        }
    }
}
