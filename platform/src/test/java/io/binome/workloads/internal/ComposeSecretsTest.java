package io.binome.workloads.internal;

import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.FakeRuntime.Behaviour;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets of the store in a Compose file: pinned by the plan, delivered as files, healed without the store. */
@Tag("slow")
class ComposeSecretsTest {
    private static final String SHOP = """
            services:
              api:
                image: shop/api:1
                restart: always
                deploy: {update_config: {monitor: 10ms}}
                secrets:
                  - source: db
                    uid: "1000"
                    mode: 0400
            secrets:
              db: {external: true, name: NAME}
            """;

    private final EngineFixture fixture = new EngineFixture();

    @BeforeEach
    void prepare() {
        fixture.runtime.image("shop/api:1", "api", Behaviour.RUNS);
        fixture.secrets.put("database-password", "first-geheim");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static MapTree shop(String reference) {
        return compose(SHOP.replace("NAME", '"' + reference + '"'));
    }

    private ContainerSpec.Mount.File file() {
        ContainerSpec spec = fixture.runtime.spec(fixture.runtime.running("api").getFirst());
        return (ContainerSpec.Mount.File) spec.mounts().getFirst();
    }

    private String contents() {
        return new String(file().contents(), StandardCharsets.UTF_8);
    }

    private static ResourceChange api(Plan plan) {
        return plan.changes().stream()
                .filter(change -> change.address().equals("service.api"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aValueOfTheStoreReachesTheServiceAsAFileAndIsInNoPlan() {
        MapTree tree = shop("database-password@1");
        Plan plan = fixture.deploy(tree);
        assertThat(plan.toJson().toString()).doesNotContain("geheim");
        assertThat(api(plan).after().get("secrets./run/secrets/db")).isInstanceOf(Value.Sensitive.class);
        assertThat(api(plan).notes()).contains("the secret db is database-password@1");
        assertThat(contents()).isEqualTo("first-geheim");
        assertThat(file().target()).isEqualTo("/run/secrets/db");
        assertThat(file().uid()).isEqualTo(1000);
        assertThat(file().secret()).isTrue();
        assertThat(String.join("\n", fixture.log)).doesNotContain("geheim");

        fixture.secrets.put("database-password", "second-geheim");
        assertThat(api(fixture.plan(tree)).action()).isEqualTo(Action.NO_OP);
        assertThat(api(fixture.deploy(shop("database-password@2"))).action()).isEqualTo(Action.UPDATE);
        assertThat(contents()).isEqualTo("second-geheim");
    }

    @Test
    void theNewestIsTheOneThatWasThereWhenItWasPlanned() {
        MapTree tree = shop("database-password");
        Plan plan = fixture.plan(tree);
        assertThat(plan.resolutions()).containsEntry("secret database-password", "database-password@1");
        fixture.secrets.put("database-password", "second-geheim");
        assertThat(fixture.apply(tree, plan)).isInstanceOf(ApplyOutcome.Applied.class);
        assertThat(contents()).isEqualTo("first-geheim");
        Plan next = fixture.deploy(tree);
        assertThat(api(next).action()).isEqualTo(Action.UPDATE);
        assertThat(contents()).isEqualTo("second-geheim");
    }

    @Test
    void healingDoesWithoutTheStore() {
        fixture.deploy(shop("database-password"));
        fixture.secrets.away = true;
        HostKeeper keeper = fixture.keeper();
        keeper.lease().renew();
        String killed = fixture.runtime.running("api").getFirst();
        fixture.runtime.vanish(killed);
        keeper.step();
        assertThat(fixture.runtime.running("api")).hasSize(1).doesNotContain(killed);
        assertThat(contents()).isEqualTo("first-geheim");

        PlanOutcome outcome = fixture.outcome(shop("database-password"));
        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Failed.class, failed -> assertThat(failed.reason())
                .contains("is sealed", "Nothing was applied"));
    }

    @Test
    void whatIsNotThereIsSaidAtItsLine() {
        for (String reference : new String[] {
            "no-such-secret", "database-password@9", "Not A Name", "vault-database:db/creds/x#password"
        }) {
            assertThat(fixture.outcome(shop(reference)))
                    .as(reference)
                    .isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> assertThat(
                                    refused.findings().getFirst())
                            .satisfies(finding -> assertThat(finding.file()).isEqualTo("compose.yaml"))
                            .satisfies(finding -> assertThat(finding.line()).isEqualTo(11)));
        }
        Plan planned = fixture.plan(shop("database-password"));
        fixture.secrets.versions.clear();
        assertThat(fixture.apply(shop("database-password"), planned)).isInstanceOf(ApplyOutcome.Stale.class);
    }
}
