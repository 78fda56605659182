package io.binome.workloads.internal;

import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.binome.kernel.StackId;
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.Value;
import io.binome.workloads.Workloads;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of the contract on disk and published addresses, over all stacks of a tenant. */
class AgreedLimitsTest {
    private static final long GIB = 1L << 30;

    private final EngineFixture fixture = new EngineFixture();
    private final Workloads workloads = fixture.room.workloads(_ -> "127.0.0.1");

    @BeforeEach
    void anotherStackRuns() {
        fixture.runtime.image("shop/store:1");
        fixture.deploy(new StackId(UUID.randomUUID()), "blog", stack("6 GiB", "8080"));
        fixture.agreed(3, 10 * GIB, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static MapTree stack(String size, String... ports) {
        return compose("""
                services:
                  store:
                    image: shop/store:1
                    ports: [%s]
                    volumes: ["data:/data"]
                volumes:
                  data: {x-binome-size: %s}
                """.formatted(String.join(", ", ports), size));
    }

    private List<Finding> refused(MapTree tree) {
        return fixture.outcome(tree) instanceof PlanOutcome.Refused refused ? refused.findings() : List.of();
    }

    @Test
    void aPlanBeyondTheDiskOfTheContractIsRefusedWithItsVersionAndWhatToDo() {
        assertThat(refused(stack("4 GiB"))).isEmpty();
        assertThat(refused(stack("5 GiB")))
                .extracting(Finding::reason, Finding::instead)
                .containsExactly(tuple(
                        "The contract (version 3) allows 10240 MiB of disk, and this would make it 11264 MiB of disk:"
                                + " shop 5120 MiB of disk, blog 6144 MiB of disk.",
                        "Lower x-binome-size, or remove what volumes hold, here or in another stack, or change"
                                + " limits.disk of the contract."));
    }

    @Test
    void aPlanThatPublishesMoreThanTheContractAllowsIsRefused() {
        assertThat(refused(stack("1 GiB", "8080"))).isEmpty();
        assertThat(refused(stack("1 GiB", "8080", "9090")))
                .extracting(Finding::reason)
                .containsExactly("The contract (version 3) allows 2 published addresses, and this would make it 3"
                        + " published addresses: shop 2 published addresses, blog 1 published address.");
    }

    @Test
    void whatIsAppliedMeanwhileCountsWhenTheOtherIsApplied() {
        Plan fits = fixture.plan(stack("4 GiB"));
        fixture.deploy(new StackId(UUID.randomUUID()), "wiki", stack("2 GiB"));
        assertThat(fixture.apply(stack("4 GiB"), fits))
                .isInstanceOfSatisfying(ApplyOutcome.Stale.class, stale -> assertThat(stale.reason())
                        .contains("The contract (version 3) allows 10240 MiB"));
    }

    @Test
    void whatVolumesHoldCountsWhereItIsMoreThanTheySaidAndAlsoWhenTheyAreOnlyKept() {
        fixture.deploy(stack("1 GiB"));
        Workloads.Volume data = workloads.volumes(fixture.scope).stream()
                .filter(volume -> volume.stack().equals(fixture.stack))
                .findFirst()
                .orElseThrow();
        fixture.runtime.holds(data.id(), 3 * GIB);
        measure();
        assertThat(workloads.use(fixture.scope).all().diskBytes()).isEqualTo(9 * GIB);
        assertThat(workloads.volumes(fixture.scope))
                .extracting(Workloads.Volume::sizeBytes, Workloads.Volume::usedBytes)
                .contains(tuple(GIB, 3 * GIB));
        assertThat(workloads.use(fixture.scope).over()).isEmpty();
        fixture.runtime.holds(data.id(), 5 * GIB);
        measure();
        assertThat(workloads.use(fixture.scope).over())
                .containsExactly(
                        "11264 MiB of disk are in use, and 10240 MiB of disk are allowed: blog 6144 MiB of disk,"
                                + " shop 5120 MiB of disk.");
        fixture.deploy(compose("services: {store: {image: shop/store:1}}"));
        assertThat(workloads.use(fixture.scope).over())
                .as("a removed volume is kept, and takes the disk it took")
                .containsExactly(
                        "11264 MiB of disk are in use, and 10240 MiB of disk are allowed: blog 6144 MiB of disk,"
                                + " kept volumes 5120 MiB of disk.");
        assertThat(refused(stack("1 GiB"))).isNotEmpty();
    }

    @Test
    void anotherSizeIsAnUpdateThatReviewersSee() {
        fixture.deploy(stack("1 GiB"));
        Plan plan = fixture.deploy(stack("2 GiB"));
        assertThat(plan.changes())
                .filteredOn(change -> change.type().equals("volume"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.action()).isEqualTo(Action.UPDATE);
                    assertThat(change.before().get("size")).isEqualTo(Value.number(GIB));
                    assertThat(change.after().get("size")).isEqualTo(Value.number(2 * GIB));
                });
        assertThat(EngineFixture.actions(fixture.plan(stack("2 GiB"))).values()).containsOnly(Action.NO_OP);
        assertThat(refused(stack("plenty")))
                .extracting(Finding::key, Finding::reason)
                .containsExactly(tuple("volumes.data.x-binome-size", "'plenty' is no size of a volume."));
    }

    private void measure() {
        new VolumeMeter(fixture.database.database(), fixture.runtime, new PartStore(), fixture.clock)
                .measure(fixture.host());
    }
}
