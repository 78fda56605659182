package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.changes.Review;
import io.binome.guidelines.GuidelineFinding;
import io.binome.repositories.Diff;
import io.binome.runs.Run;
import io.binome.stacks.Finding;
import io.binome.tenancy.Tenant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of a change shows.
 *
 * @param tab {@code plan}, {@code code}, {@code checks} or {@code activity}
 * @param verdict what it does, in one sentence
 * @param limiter who limited its plans to some addresses; null when nobody did
 * @param overrider who left out what is asked for; null when nobody did
 * @param needs what keeps it, as sentences
 * @param careful what a reviewer should not miss: replacements, deletions, relabelled stacks
 * @param carefulMore how many sentences of that are left out
 * @param judged what contract, rules and prices say of it; null while there is no plan
 * @param undoes address of the change that this one undoes
 * @param findings of {@code binome.yaml} as a whole
 * @param diff only on the tab that shows it
 * @param log of the run that goes on, or of the one that was asked for
 */
public record ChangePage(
        Tenant tenant,
        Change change,
        String tab,
        Badge badge,
        String verdict,
        String opener,
        @Nullable String limiter,
        @Nullable String overrider,
        List<String> needs,
        List<String> careful,
        int carefulMore,
        NextSteps steps,
        @Nullable Judged judged,
        List<PlanTree> stacks,
        List<Finding> findings,
        List<Vote> votes,
        List<Moment> moments,
        List<RunLine> runs,
        @Nullable Diff diff,
        @Nullable Log log,
        int files,
        String pushHint) {

    public String address() {
        return Links.change(tenant, change);
    }

    public boolean merged() {
        return change.state() instanceof ChangeState.Merged;
    }

    public int resources() {
        return stacks.stream().mapToInt(PlanTree::total).sum();
    }

    public int problems() {
        return findings.size()
                + (judged == null ? 0 : judged.judgement().blocking().size())
                + stacks.stream()
                        .mapToInt(stack ->
                                stack.findings().size() + (stack.stack().failure() == null ? 0 : 1))
                        .sum();
    }

    /**
     * What contract, rules and prices say, as the page tells it.
     *
     * @param reasons of the risk, the gravest first
     * @param terms which version of the contract was asked
     */
    public record Judged(Judgement judgement, Badge risk, List<String> reasons, String terms) {
        public List<GuidelineFinding> findings() {
            return judgement.stacks().stream()
                    .flatMap(stack -> stack.findings().stream())
                    .sorted(Comparator.comparing(GuidelineFinding::blocks)
                            .thenComparing(GuidelineFinding::severity)
                            .reversed())
                    .toList();
        }
    }

    /** A review with its author's name. */
    public record Vote(Review review, String reviewer, Badge badge) {}

    /** Something that happened, with who did it. */
    public record Moment(
            Activity activity,
            String actor,
            String sentence,
            @Nullable String comment) {}

    /** A run with the name of its stack. */
    public record RunLine(Run run, String title, Badge badge) {}

    /**
     * A log as it is now.
     *
     * @param cut whether its beginning is left out
     * @param stream where it goes on, null when it is over
     */
    public record Log(
            Run run,
            String title,
            List<LogLine> lines,
            boolean cut,
            @Nullable String stream) {}
}
