package io.binome.server.api;

import io.binome.advice.AppliedChange;
import io.binome.advice.Autonomy;
import io.binome.advice.AutonomyLevel;
import io.binome.changes.Change;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.server.console.Links;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The autonomy that a tenant has earned, with its evidence. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/autonomy")
final class AutonomyController {
    private final Autonomy autonomy;
    private final Entrance entrance;
    private final Settings settings;

    AutonomyController(Autonomy autonomy, Entrance entrance, Settings settings) {
        this.autonomy = autonomy;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** By environment and risk: who must approve, and what the record of applied changes supports. */
    @GetMapping
    Listing<LevelView> list(Principal principal, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return Listing.of(autonomy.of(entry.scope()).stream().map(LevelView::of).toList());
    }

    /** Opens the change of the contract that the record supports, or answers the one that is open for it. */
    @PostMapping("/{environment}/{risk}/propose")
    @ResponseStatus(HttpStatus.CREATED)
    OpenedProposal propose(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String environment,
            @PathVariable String risk) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        Risk meant = Arrays.stream(Risk.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(risk))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("risk", risk)));
        Change change = autonomy.propose(entry.scope(), principal.actor(), environment, meant);
        return new OpenedProposal(change.reference(), settings.linkBase() + Links.change(entry.tenant(), change));
    }

    /**
     * @param words who must approve, as the contract writes it
     * @param verdict {@code earned}, {@code lost}, {@code waits} (for a lower risk), {@code growing}, {@code unsteady}, {@code highest}, {@code lowest} or
     *     {@code own-terms}
     * @param to what the contract would say if the verdict is followed; null when nothing is to be changed
     * @param missing changes that are still missing, while it grows
     * @param percent that stayed, where that is too few
     * @param since from when on changes count
     * @param warned changes that stayed although rules warned of them; they earn nothing
     * @param proposal the change that is open for it
     */
    record LevelView(
            String environment,
            String risk,
            String words,
            String verdict,
            @Nullable String to,
            @Nullable Integer missing,
            @Nullable Integer percent,
            Instant since,
            int counted,
            int stayed,
            int incidents,
            int warned,
            int neededChanges,
            int neededPercent,
            int days,
            int mostIncidents,
            @Nullable String proposal,
            List<EvidenceView> evidence) {
        static LevelView of(AutonomyLevel level) {
            return new LevelView(
                    level.environment(),
                    level.risk().name().toLowerCase(Locale.ROOT),
                    level.words(),
                    word(level.verdict()),
                    level.verdict().to(),
                    level.verdict() instanceof AutonomyLevel.Growing growing ? growing.missing() : null,
                    level.verdict() instanceof AutonomyLevel.Unsteady unsteady ? unsteady.percent() : null,
                    level.since(),
                    level.counted(),
                    level.stayed(),
                    level.incidents(),
                    level.warned(),
                    level.thresholds().changes(),
                    level.thresholds().successPercent(),
                    level.thresholds().days(),
                    level.thresholds().incidents(),
                    level.proposal(),
                    level.evidence().stream().map(EvidenceView::of).toList());
        }

        private static String word(AutonomyLevel.Verdict verdict) {
            return switch (verdict) {
                case AutonomyLevel.Earned earned -> "earned";
                case AutonomyLevel.Lost lost -> "lost";
                case AutonomyLevel.Waits waits -> "waits";
                case AutonomyLevel.Growing growing -> "growing";
                case AutonomyLevel.Unsteady unsteady -> "unsteady";
                case AutonomyLevel.Highest highest -> "highest";
                case AutonomyLevel.Lowest lowest -> "lowest";
                case AutonomyLevel.OwnTerms own -> "own-terms";
            };
        }
    }

    /** @param outcome {@code stayed}, {@code failed}, {@code went-back} or {@code warned} */
    record EvidenceView(String change, String risk, Instant at, String outcome) {
        static EvidenceView of(AppliedChange change) {
            return new EvidenceView(
                    change.reference(),
                    change.risk().name().toLowerCase(Locale.ROOT),
                    change.at(),
                    change.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    /** @param address of its page */
    record OpenedProposal(String reference, String address) {}
}
