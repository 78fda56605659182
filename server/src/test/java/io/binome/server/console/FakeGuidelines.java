package io.binome.server.console;

import io.binome.guidelines.Assessment;
import io.binome.guidelines.ExemptionView;
import io.binome.guidelines.Guidelines;
import io.binome.guidelines.OfflineGuidelines;
import io.binome.guidelines.RuleView;
import io.binome.guidelines.Situation;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that come with Binome, and exemptions in each state. */
final class FakeGuidelines implements Guidelines {
    private final List<RuleView> rules = OfflineGuidelines.shipped().rules();

    @Override
    public Assessment assess(TenantScope scope, Situation situation, @Nullable CommitTree tree) {
        return new Assessment(List.of(), Risk.LOW, List.of(), "");
    }

    @Override
    public String inForce(TenantScope scope) {
        return "";
    }

    @Override
    public List<RuleView> rules(TenantScope scope) {
        return rules;
    }

    @Override
    public List<ExemptionView> exemptions(TenantScope scope) {
        return List.of(
                exemption("copy", "compose-database-not-public", ExemptionView.State.ENDED, "2026-10-01"),
                exemption("migration", "compose-image-pinned", ExemptionView.State.ENDS_SOON, "2026-11-25"),
                exemption("legacy", "compose-not-root", ExemptionView.State.HOLDS, "2027-06-30"));
    }

    private static ExemptionView exemption(String id, String guideline, ExemptionView.State state, String until) {
        return new ExemptionView(
                id,
                guideline,
                "shop",
                "production",
                "service.db",
                "The old shop copies its data from outside until it is switched off.",
                LocalDate.parse(until),
                state);
    }
}
