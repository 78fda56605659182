package io.binome.server.console;

import io.binome.advice.AppliedChange;
import io.binome.advice.Autonomy;
import io.binome.advice.AutonomyLevel;
import io.binome.changes.Change;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Risk;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;

/** The autonomy that a tenant has earned, with its evidence, and the change of the contract that follows. */
@Controller
final class AutonomyConsole {
    private final Entrance entrance;
    private final Autonomy autonomy;
    private final Frames frames;
    private final Pages pages;

    AutonomyConsole(Entrance entrance, Autonomy autonomy, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.autonomy = autonomy;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/autonomy")
    View show(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "autonomy", "nav.autonomy");
        Map<String, List<AutonomyPage.Cell>> cells = new LinkedHashMap<>();
        List<AutonomyLevel> levels = autonomy.of(entry.scope());
        for (AutonomyLevel level : levels) {
            cells.computeIfAbsent(level.environment(), name -> new ArrayList<>())
                    .add(cell(frame, level));
        }
        List<AutonomyPage.Environment> environments = cells.entrySet().stream()
                .map(one -> new AutonomyPage.Environment(one.getKey(), one.getValue()))
                .toList();
        return pages.page("autonomy", frame, new AutonomyPage(environments, !levels.isEmpty()));
    }

    @PostMapping("/t/{tenant}/autonomy/{environment}/{risk}/propose")
    String propose(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String environment,
            @PathVariable String risk) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        Risk meant = Arrays.stream(Risk.values())
                .filter(one -> word(one).equals(risk))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("risk", risk)));
        Change change = autonomy.propose(entry.scope(), principal.actor(), environment, meant);
        return "redirect:" + Links.change(entry.tenant(), change);
    }

    private static AutonomyPage.Cell cell(Frame frame, AutonomyLevel level) {
        String to = level.verdict().to();
        return new AutonomyPage.Cell(
                word(level.risk()),
                frame.text("autonomy.risk." + word(level.risk())),
                frame.word("autonomy.words", level.words()),
                badge(frame, level.verdict()),
                verdict(frame, level),
                frame.text("autonomy.counted", level.counted(), level.stayed(), level.incidents())
                        + (level.warned() == 0 ? "" : " " + frame.text("autonomy.warned", level.warned())),
                to != null && frame.may(Permission.PROPOSE) && level.proposal() == null
                        ? frame.text("autonomy.propose", frame.word("autonomy.words", to))
                        : null,
                proposal(level.proposal()),
                level.evidence().stream().map(one -> evidence(frame, one)).toList());
    }

    private static AutonomyPage.@Nullable Proposal proposal(@Nullable String reference) {
        if (reference == null) {
            return null;
        }
        int mark = reference.indexOf('!');
        return new AutonomyPage.Proposal(reference, reference.substring(0, mark), reference.substring(mark + 1));
    }

    private static Badge badge(Frame frame, AutonomyLevel.Verdict verdict) {
        return switch (verdict) {
            case AutonomyLevel.Earned earned -> Badge.ok(frame.text("autonomy.earned"));
            case AutonomyLevel.Lost lost -> Badge.warning(frame.text("autonomy.lost"));
            case AutonomyLevel.Waits waits -> Badge.waiting(frame.text("autonomy.waits"));
            case AutonomyLevel.Growing growing -> Badge.quiet(frame.text("autonomy.growing"));
            case AutonomyLevel.Unsteady unsteady -> Badge.waiting(frame.text("autonomy.unsteady"));
            case AutonomyLevel.Highest highest -> Badge.ok(frame.text("autonomy.highest"));
            case AutonomyLevel.Lowest lowest -> Badge.warning(frame.text("autonomy.lowest"));
            case AutonomyLevel.OwnTerms own -> Badge.quiet(frame.text("autonomy.own-terms"));
        };
    }

    private static String verdict(Frame frame, AutonomyLevel level) {
        return switch (level.verdict()) {
            case AutonomyLevel.Earned earned ->
                frame.text("autonomy.earned.what", frame.word("autonomy.words", earned.to()));
            case AutonomyLevel.Lost lost ->
                frame.text("autonomy.lost.what", level.incidents(), frame.word("autonomy.words", lost.to()));
            case AutonomyLevel.Waits waits ->
                frame.text("autonomy.waits.what", frame.text("autonomy.risk." + word(waits.lower())));
            case AutonomyLevel.Growing growing ->
                frame.text(
                        "autonomy.growing.what",
                        growing.missing(),
                        level.thresholds().changes());
            case AutonomyLevel.Unsteady unsteady ->
                frame.text(
                        "autonomy.unsteady.what",
                        unsteady.percent(),
                        level.thresholds().successPercent());
            case AutonomyLevel.Highest highest -> frame.text("autonomy.highest.what");
            case AutonomyLevel.Lowest lowest -> frame.text("autonomy.lowest.what", level.incidents());
            case AutonomyLevel.OwnTerms own -> frame.text("autonomy.own-terms.what");
        };
    }

    private static AutonomyPage.Evidence evidence(Frame frame, AppliedChange change) {
        int mark = change.reference().indexOf('!');
        return new AutonomyPage.Evidence(
                change.reference(),
                change.reference().substring(0, mark),
                change.reference().substring(mark + 1),
                frame.text("autonomy.risk." + word(change.risk())),
                switch (change.outcome()) {
                    case STAYED -> Badge.ok(frame.text("autonomy.outcome.stayed"));
                    case FAILED -> Badge.danger(frame.text("autonomy.outcome.failed"));
                    case WENT_BACK -> Badge.warning(frame.text("autonomy.outcome.went-back"));
                    case OVERRIDDEN -> Badge.quiet(frame.text("autonomy.outcome.overridden"));
                    case WARNED -> Badge.quiet(frame.text("autonomy.outcome.warned"));
                },
                change.at());
    }

    private static String word(Risk risk) {
        return risk.name().toLowerCase(Locale.ROOT);
    }
}
