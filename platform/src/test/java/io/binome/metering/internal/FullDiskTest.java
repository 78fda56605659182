package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.Owner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was used while the disk of the database is really full: a small file system that holds the open hours. */
class FullDiskTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final MeteringSettings EACH = new MeteringSettings(SWEEP, SWEEP, Duration.ofMinutes(5));

    private final TestDatabase database = TestDatabase.fresh();
    private final String space = "full_" + UUID.randomUUID().toString().replace("-", "");
    private final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    private final Owner web =
            new Owner.Service(tenant.tenant(), new StackId(UUID.randomUUID()), new WorkloadId(UUID.randomUUID()));
    private final ScriptedSource source = new ScriptedSource(START);
    private final UsageStore usage = new UsageStore();
    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        boolean root = System.getProperty("user.name").equals("root");
        assertThat(root || System.getenv("CI") == null)
                .as("a file system is mounted by root alone")
                .isTrue();
        assumeTrue(root);
        disk = Files.createTempDirectory(Path.of("/var/tmp"), "binome-full-");
        run("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString());
        String[] data = new String[1];
        database.asSuperuser(
                sql -> data[0] = sql.fetchSingle("SHOW data_directory").get(0, String.class));
        Path folder = Files.createDirectory(disk.resolve("space"));
        Files.setOwner(folder, Files.getOwner(Path.of(data[0])));
        run("chmod", "755", disk.toString());
        database.asSuperuser(sql -> {
            sql.execute("CREATE TABLESPACE " + space + " LOCATION '" + folder + "'");
            sql.execute("ALTER TABLE usage_open SET TABLESPACE " + space);
        });
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        database.close();
        if (disk != null) {
            try (TestDatabase other = TestDatabase.fresh()) {
                other.asSuperuser(sql -> sql.execute("DROP TABLESPACE IF EXISTS " + space));
            }
            run("umount", disk.toString());
            Files.delete(disk);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(String.join(" ", command) + ": " + said)
                .isTrue();
    }

    private Path fill() {
        Path filler = disk.resolve("filler");
        assertThatThrownBy(() -> {
                    try (OutputStream out = Files.newOutputStream(filler)) {
                        for (int i = 0; i < 4_096; i++) {
                            out.write(new byte[1_024]);
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        return filler;
    }

    @Test
    void readingGoesOnInMemoryAndAllIsWrittenOnceWhenThereIsRoom() throws IOException {
        HostMeter server = new HostMeter(
                new HostId(UUID.randomUUID()),
                database.database(),
                source,
                _ -> List.of(),
                new CounterStore(),
                usage,
                EACH,
                UUID.randomUUID(),
                source::now);
        source.use(web, 0, 0);
        server.sweep();
        Path filler = fill();
        for (int i = 0; i < 5; i++) {
            source.pass(SWEEP).use(web, 1_000, 0);
            assertThatThrownBy(server::sweep).hasStackTraceContaining("No space left on device");
        }
        assertThat(used()).isZero();
        Files.delete(filler);
        source.pass(SWEEP).use(web, 10, 0);
        assertThat(server.sweep()).isTrue();
        assertThat(used()).isEqualTo(5_010);
        source.pass(SWEEP);
        server.sweep();
        assertThat(used()).isEqualTo(5_010);
    }

    private long used() {
        List<UsageHour> all = new ArrayList<>();
        new DatabaseMetering(database.database(), usage, source::now)
                .hours(tenant, START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(1)), all::add);
        return all.stream().mapToLong(UsageHour::cpuMicros).sum();
    }
}
