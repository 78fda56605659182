package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Engine;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.StackDeclaration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InputVariablesTest {
    private final FakeCommitTree tree =
            FakeCommitTree.of("binome.yaml", "stacks:\n  shop: {environment: dev, inputs: {host: network.host}}\n");

    private StackDeclaration given(List<StackDeclaration.SecretUse> secrets, Map<String, Engine.OutputValue> inputs) {
        StackDeclaration declaration = new StackDeclaration(
                "shop",
                "",
                "compose",
                "dev",
                "main",
                List.of(),
                List.of(),
                new TreeMap<>(Map.of("TAG", "1")),
                new TreeSet<>(),
                new TreeMap<>(),
                secrets,
                StackDeclaration.Tool.ANY);
        return InputVariables.in(
                new Engine.PlanRequest(
                        new TenantScope(new TenantId(UUID.randomUUID())),
                        new StackId(UUID.randomUUID()),
                        declaration,
                        tree.commit(),
                        tree,
                        null,
                        Map.of(),
                        new TreeMap<>(inputs),
                        new RunId(UUID.randomUUID()),
                        Engine.Mode.NORMAL,
                        List.of()),
                tree);
    }

    @Test
    void outputsOfOtherStacksBecomeVariables() {
        assertThat(given(
                                List.of(),
                                Map.of(
                                        "host",
                                        new Engine.OutputValue("\"db.example\"", false),
                                        "port",
                                        new Engine.OutputValue("5432", false)))
                        .variables())
                .containsExactly(Map.entry("TAG", "1"), Map.entry("host", "db.example"), Map.entry("port", "5432"));
    }

    @Test
    void whatMustNotBeShownIsRefusedAtItsPlace() {
        assertThatThrownBy(() -> given(List.of(), Map.of("host", new Engine.OutputValue("\"x\"", true))))
                .isInstanceOfSatisfying(PlanningStopped.class, stopped -> assertThat(stopped.outcome())
                        .isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> {
                            assertThat(refused.findings()).hasSize(1);
                            assertThat(refused.findings().getFirst().line()).isEqualTo(2);
                        }));
        assertThatThrownBy(() -> given(
                        List.of(new StackDeclaration.SecretUse("key", "deploy-key", StackDeclaration.As.VARIABLE)),
                        Map.of()))
                .isInstanceOf(PlanningStopped.class);
    }
}
