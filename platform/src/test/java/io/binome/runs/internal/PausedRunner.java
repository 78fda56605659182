package io.binome.runs.internal;

import io.binome.database.DatabaseSettings;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.kernel.Ids;
import io.binome.kernel.SystemIds;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.Jobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** A runner in a process of its own, which says what it does, and does the second part of its job when it is told to. */
final class PausedRunner {
    private PausedRunner() {}

    public static void main(String[] arguments) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        Ids ids = new SystemIds(clock);
        DatabaseJobs jobs = new DatabaseJobs(clock, ids);
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OpenDatabase database = OpenDatabase.open(new DatabaseSettings(arguments[0], arguments[1], arguments[2]));
        JobRunner runner = new JobRunner(
                database,
                Notifications.NONE,
                clock,
                ids,
                RunnersOnOneDatabase.SOON_LOST,
                List.of(RunnersOnOneDatabase.handler("work", lease -> {
                    say("begun in epoch " + lease.epoch());
                    wait(told);
                    try {
                        database.inTenant(lease.scope(), transaction -> {
                            jobs.fence(transaction, lease);
                            return true;
                        });
                        say("written");
                    } catch (Jobs.LeaseLost lost) {
                        say("refused");
                    }
                    return new Outcome.Done();
                })));
        runner.start();
        Thread.currentThread().join();
    }

    private static void say(String what) {
        System.out.println("runner: " + what);
        System.out.flush();
    }

    private static void wait(BufferedReader told) {
        try {
            if (told.readLine() == null) {
                System.exit(1);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
