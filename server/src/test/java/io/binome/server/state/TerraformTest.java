package io.binome.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.server.state.TerraformFolder.Said;
import io.binome.states.BreakGlass;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWrites;
import io.binome.states.LockInfo;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateVersion;
import io.binome.tenancy.Role;
import io.binome.tenancy.TokenScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real terraform against the real door. */
@Tag("slow")
class TerraformTest {
    private static final String TWO = """
            resource "terraform_data" "one" { input = "first" }
            resource "terraform_data" "two" { input = "second" }
            """;
    private static final String SLEEPING = """
            resource "terraform_data" "slow" {
              provisioner "local-exec" { command = "touch begun; exec sleep 300" }
            }
            """;

    @TempDir
    private Path home;

    private StateServer server;
    private StateKey key;
    private String developer;
    private String lead;

    @BeforeEach
    void start() {
        TerraformFolder.requireTerraform();
        server = StateServer.start(home.resolve("server"));
        key = StateKey.of(server.stack);
        developer = "zoe:" + server.token(Role.DEVELOPER, TokenScope.API);
        lead = "lead:" + server.token(Role.LEAD, TokenScope.API);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private TerraformFolder person(String name, String credential) throws Exception {
        return new TerraformFolder(home.resolve(name), server.address(), credential);
    }

    private TerraformFolder run(String name, RunId run) throws Exception {
        RunCredential credential = server.credential(run, StateAccess.WRITE);
        return new TerraformFolder(
                home.resolve(name), server.runAddress(), credential.user() + ":" + credential.password());
    }

    private StateVersion latest() {
        return server.states().latest(server.acme, key).orElseThrow();
    }

    private static void done(Said said) {
        assertThat(said.status()).as(said.text()).isZero();
    }

    @Test
    void aLocalStateIsMigratedAndFromThenOnWrittenByRunsAlone() throws Exception {
        TerraformFolder laptop = person("laptop", developer).writeWithoutBackend(TWO);
        done(laptop.run("init"));
        done(laptop.run("apply", "-auto-approve"));
        laptop.write(TWO);
        done(laptop.run("init", "-migrate-state", "-force-copy"));
        StateVersion imported = latest();
        assertThat(imported.origin()).isEqualTo(StateVersion.Origin.IMPORTED);
        assertThat(server.states().resources(server.acme, imported.id())).hasSize(2);
        Said plan = laptop.run("plan");
        done(plan);
        assertThat(plan.text()).contains("No changes.");
        assertThat(server.states().summary(server.acme, key).lock()).isNull();

        laptop.write(TWO.replace("second", "by hand"));
        Said refused = laptop.run("apply", "-auto-approve");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.text()).contains("Failed to save state", "HTTP error: 403");
        // Nothing is lost: terraform keeps what it could not store.
        assertThat(laptop.folder().resolve("errored.tfstate")).exists();
        assertThat(latest()).isEqualTo(imported);

        TerraformFolder run = run("run", server.begin()).write(TWO.replace("second", "third"));
        done(run.run("init"));
        done(run.run("apply", "-auto-approve"));
        assertThat(latest().serial()).isGreaterThan(imported.serial());
        assertThat(latest().lineage()).isEqualTo(imported.lineage());
        assertThat(latest().run()).isNotNull();
        assertThat(server.states().difference(server.acme, imported, latest()).changed())
                .isEqualTo(1);

        // A token reads on: the laptop's plan sees what the run wrote.
        laptop.write(TWO.replace("second", "third"));
        assertThat(laptop.run("plan").text()).contains("No changes.");
        // What is gone back to is what terraform then finds.
        server.states().rollBack(server.acme, key, new io.binome.kernel.Actor.Machine("test"), imported.serial());
        assertThat(laptop.run("plan").text()).contains("1 to change");
        // And what was taken out is what it would make anew.
        server.states()
                .removeResource(server.acme, key, new io.binome.kernel.Actor.Machine("test"), "terraform_data.one");
        assertThat(laptop.run("plan").text()).contains("1 to add, 1 to change");
    }

    @Test
    void underABreakGlassALaptopWritesAndBeforeAndAfterItDoesNot() throws Exception {
        TerraformFolder laptop = person("laptop", developer).write(TWO);
        done(laptop.run("init"));
        done(laptop.run("apply", "-auto-approve"));
        StateVersion imported = latest();
        laptop.write(TWO.replace("second", "by hand"));
        assertThat(laptop.run("apply", "-auto-approve").text()).contains("HTTP error: 403");
        Files.move(laptop.folder().resolve("errored.tfstate"), laptop.folder().resolve("mine.tfstate"));

        MemberId member = MemberId.parse(imported.actor().substring("member:".length()));
        Actor zoe = new Actor.Person(member, server.acme.tenant());
        BreakGlasses glasses = server.bean(BreakGlasses.class);
        server.bean(StateServer.Agreed.class).answer = new HandWrites.Answer.Allowed(Duration.ofMinutes(10));
        BreakGlass glass = glasses.open(server.acme, key, zoe, "The pipeline is down", Duration.ofMinutes(5));
        done(laptop.run("state", "push", "mine.tfstate"));
        StateVersion byHand = latest();
        assertThat(byHand.origin()).isEqualTo(StateVersion.Origin.BY_HAND);
        assertThat(latest().serial()).isGreaterThan(imported.serial());
        assertThat(latest().lineage()).isEqualTo(imported.lineage());
        assertThat(laptop.run("plan").text()).contains("No changes.");

        // A run that holds the state is not disturbed by it.
        RunCredential credential = server.credential(server.begin(), StateAccess.WRITE);
        StateClient run = server.states()
                .byCredential(credential.user(), credential.password())
                .orElseThrow();
        LockInfo held = LockInfo.read("{\"ID\":\"8a1e1f0e-4e6a-4b76-9a4c-9d0c8a1b2c3d\",\"Operation\":\"apply\"}");
        server.states().lock(server.acme, key, run, held);
        laptop.write(TWO.replace("second", "again"));
        assertThat(laptop.run("apply", "-auto-approve").text()).contains("Error acquiring the state lock");
        server.states().unlock(server.acme, key, run, held);

        glasses.close(server.acme, zoe, glass.id());
        assertThat(laptop.run("apply", "-auto-approve").text()).contains("HTTP error: 403");
        assertThat(latest()).isEqualTo(byHand);
    }

    @Test
    void whoFindsItLockedIsToldByWhomAndALeadReleasesIt() throws Exception {
        StateLock lock = server.states()
                .lock(
                        server.acme,
                        key,
                        new StateClient.Person(new io.binome.kernel.Actor.Machine("somebody")),
                        LockInfo.read("{\"ID\":\"8a1e1f0e-4e6a-4b76-9a4c-9d0c8a1b2c3d\",\"Operation\":"
                                + "\"OperationTypeApply\",\"Info\":\"\",\"Who\":\"marc@desk\",\"Version\":\"1.11.4\","
                                + "\"Created\":\"2026-03-01T09:00:00Z\",\"Path\":\"\"}"));
        TerraformFolder laptop = person("laptop", developer).write(TWO);
        done(laptop.run("init"));
        Said refused = laptop.run("plan");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.text())
                .contains(
                        "Error acquiring the state lock",
                        // OpenTofu goes on to print the holder's words, Terraform 1.11 prints its own.
                        "HTTP remote state already locked:",
                        "ID=" + lock.info().id());
        assertThat(laptop.run("force-unlock", "-force", lock.info().id()).status())
                .isNotZero();
        TerraformFolder leads = person("leads", lead).write(TWO);
        done(leads.run("init"));
        done(leads.run("force-unlock", "-force", lock.info().id()));
        done(laptop.run("plan"));
        assertThat(server.bean(Ledger.class)
                        .list(server.acme, new LedgerFilter(null, "stack:" + server.stack), PageRequest.first(20))
                        .items())
                .extracting(LedgerEntry::kind)
                .containsExactly("state.unlocked", "state.locked", "state.unlocked-by-force", "state.locked");
    }

    @Test
    void ofTwoAppliesAtOnceOneWaits() throws Exception {
        TerraformFolder first = run("first", server.begin()).write(TWO);
        done(first.run("init"));
        TerraformFolder second = run("second", server.begin()).write(TWO + TWO.replace("\" {", "_more\" {"));
        done(second.run("init"));
        List<Process> both = List.of(
                first.start("apply", "-auto-approve", "-lock-timeout=60s"),
                second.start("apply", "-auto-approve", "-lock-timeout=60s"));
        done(first.await(both.get(0)));
        done(second.await(both.get(1)));
        assertThat(server.states().summary(server.acme, key).lock()).isNull();
        List<StateVersion> versions = server.states()
                .versions(server.acme, key, PageRequest.first(20))
                .items();
        assertThat(versions)
                .extracting(StateVersion::lineage)
                .containsOnly(versions.getFirst().lineage());
        assertThat(versions).extracting(StateVersion::serial).doesNotHaveDuplicates();
    }

    @Test
    void theLockOfAKilledRunEndsWithTheRunAndAPersonsStays() throws Exception {
        RunId ended = server.begin();
        TerraformFolder run = run("run", ended).write(SLEEPING);
        done(run.run("init"));
        kill(run, run.start("apply", "-auto-approve"));
        assertThat(server.states().summary(server.acme, key).lock().run()).isEqualTo(ended);
        server.bean(io.binome.database.Database.class).inTenant(server.acme, transaction -> {
            server.bean(Runs.class).finish(transaction, ended, Run.State.FAILED, "Killed");
            return true;
        });

        TerraformFolder laptop = person("laptop", developer).write(SLEEPING);
        done(laptop.run("init"));
        kill(laptop, laptop.start("apply", "-auto-approve"));
        StateLock left = server.states().summary(server.acme, key).lock();
        assertThat(left.run()).isNull();
        assertThat(left.info().operation()).isEqualTo("OperationTypeApply");
        assertThat(laptop.run("plan").text())
                .contains("Error acquiring the state lock", left.info().id());
        done(laptop.run("force-unlock", "-force", left.info().id()));
        assertThat(server.states().summary(server.acme, key).lock()).isNull();
    }

    private static void kill(TerraformFolder folder, Process apply) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(folder.folder().resolve("begun")) && apply.isAlive() && System.nanoTime() < end) {
            apply.waitFor(20, TimeUnit.MILLISECONDS);
        }
        List<ProcessHandle> children = apply.descendants().toList();
        apply.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
