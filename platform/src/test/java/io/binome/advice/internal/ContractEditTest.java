package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Risk;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractEditTest {
    @Test
    void changesOneWordAndLeavesTheRestAsItWasWritten() {
        String source = """
                # Agreed on Monday 🎈
                environments:
                  dev: {autonomy: self}
                  production:
                    autonomy:
                      low: self      # as before
                      medium: provider   # to be grown
                      high: provider
                      critical: peer+provider
                """;
        assertThat(ContractEdit.set(source, "production", Map.of(Risk.MEDIUM, "peer")))
                .contains(source.replace("medium: provider ", "medium: peer "));
        assertThat(ContractEdit.set(source, "production", Map.of(Risk.CRITICAL, "provider")))
                .contains(source.replace("peer+provider", "provider"));
    }

    @Test
    void oneWordForAllRisksBecomesAWordForEach() {
        assertThat(ContractEdit.set(
                        "environments: {production: {autonomy: provider}}", "production", Map.of(Risk.LOW, "peer")))
                .contains(
                        "environments: {production: {autonomy: {low: peer, medium: provider, high: provider, critical:"
                                + " provider}}}");
    }

    @Test
    void higherRisksNeverAskForLess() {
        String source =
                "environments: {production: {autonomy: {low: peer, medium: peer, high: peer, critical: provider}}}";
        assertThat(ContractEdit.set(source, "production", Map.of(Risk.MEDIUM, "provider")))
                .isEmpty();
        assertThat(ContractEdit.set(source, "production", Map.of(Risk.MEDIUM, "provider", Risk.HIGH, "provider")))
                .contains(source.replace("medium: peer, high: peer", "medium: provider, high: provider"));
    }

    @Test
    void refusesWhatWouldChangeMoreThanThat() {
        assertThat(ContractEdit.set("""
                environments:
                  dev: {autonomy: &same {low: self, medium: provider, high: provider, critical: provider}}
                  production: {autonomy: *same}
                """, "production", Map.of(Risk.MEDIUM, "peer")))
                .isEmpty();
        assertThat(ContractEdit.set("environments: {dev: {autonomy: self}}", "production", Map.of(Risk.LOW, "peer")))
                .isEmpty();
        assertThat(ContractEdit.set("]", "production", Map.of(Risk.LOW, "peer")))
                .isEmpty();
    }
}
