package io.binome.server.api;

import io.binome.advice.RightSizing;
import io.binome.advice.SizingAdvice;
import io.binome.changes.Change;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.WorkloadId;
import io.binome.server.console.Links;
import io.binome.server.console.SizingCsv;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Limits that are far from what services really use, and services that nobody uses. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/advice/sizing")
final class SizingController {
    private final RightSizing sizing;
    private final Entrance entrance;
    private final Settings settings;

    SizingController(RightSizing sizing, Entrance entrance, Settings settings) {
        this.sizing = sizing;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** What is too small first, then idle services, then by what comes free; with the numbers that it rests on. */
    @GetMapping
    ReportView list(Principal principal, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        RightSizing.Report report = sizing.of(entry.scope());
        return new ReportView(
                report.from(),
                report.to(),
                report.looked(),
                report.early(),
                report.advice().stream().map(AdviceView::of).toList(),
                report.dismissed().stream().map(AdviceView::of).toList());
    }

    /**
     * The same as CSV, what is dismissed included: a row for each limit, one for an idle service. Memory is in bytes, CPU
     * in thousandths of a processor.
     */
    @GetMapping(value = "/csv", produces = "text/csv")
    void csv(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        SizingCsv.write(response, tenant, sizing.of(entry.scope()));
    }

    /** Opens the change that does what is advised, or answers the one that is open for it. */
    @PostMapping("/{workload}/open")
    @ResponseStatus(HttpStatus.CREATED)
    OpenedAdvice open(Principal principal, @PathVariable String tenant, @PathVariable String workload) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        Change change = sizing.open(entry.scope(), principal.actor(), id(workload));
        return new OpenedAdvice(change.reference(), settings.linkBase() + Links.change(entry.tenant(), change));
    }

    /** What is advised now is not advised again until then. */
    @PostMapping("/{workload}/dismiss")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dismiss(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String workload,
            @RequestBody DismissRequest body) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        sizing.dismiss(
                entry.scope(),
                principal.actor(),
                id(workload),
                body.reason() == null ? "" : body.reason(),
                body.until() == null ? Instant.EPOCH : body.until());
    }

    /** Takes a dismissal back. */
    @DeleteMapping("/{workload}/dismiss")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void recall(Principal principal, @PathVariable String tenant, @PathVariable String workload) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        sizing.recall(entry.scope(), principal.actor(), id(workload));
    }

    private static WorkloadId id(String text) {
        try {
            return WorkloadId.parse(text);
        } catch (ProblemException noId) {
            throw new ProblemException(new ApiProblem.NotFound("service", text), noId);
        }
    }

    /** @param until by when it is advised again, a year ahead at most */
    record DismissRequest(@Nullable String reason, @Nullable Instant until) {}

    /** @param address of its page */
    record OpenedAdvice(String reference, String address) {}

    /**
     * @param looked how many services were looked at; {@code early} of how many less than a week was seen
     * @param dismissed what would be advised if nobody had decided otherwise
     */
    record ReportView(
            Instant from, Instant to, int looked, int early, List<AdviceView> items, List<AdviceView> dismissed) {}

    /**
     * @param workload the service's id, for the other calls
     * @param moves empty for a service that is {@code idle}: it is advised to take it out
     */
    record AdviceView(
            String workload,
            String environment,
            String repository,
            String stack,
            String service,
            int replicas,
            boolean idle,
            List<MoveView> moves,
            EvidenceView evidence,
            SavingView saving,
            @Nullable DismissalView dismissed,
            @Nullable String change) {
        static AdviceView of(SizingAdvice advice) {
            return new AdviceView(
                    advice.service().toString(),
                    advice.environment(),
                    advice.repository(),
                    advice.stackName(),
                    advice.name(),
                    advice.replicas(),
                    advice.idle(),
                    advice.moves().stream()
                            .map(move -> new MoveView(
                                    move.resource().name().toLowerCase(Locale.ROOT), move.present(), move.proposed()))
                            .toList(),
                    EvidenceView.of(advice.evidence()),
                    SavingView.of(advice.saving()),
                    advice.dismissed() == null ? null : DismissalView.of(advice.dismissed()),
                    advice.proposal());
        }
    }

    /** @param resource {@code memory} in bytes, or {@code cpu} in thousandths of a processor; of one container */
    record MoveView(String resource, long present, long proposed) {}

    /**
     * Of one container, where there are several by an even share.
     *
     * @param sure whether a week was seen
     * @param memoryPeak the most that a reading found; where {@code peakRead} is false, the highest average of an hour
     */
    record EvidenceView(
            int hours,
            int ofHours,
            boolean sure,
            long memoryPeak,
            boolean peakRead,
            long memoryUsual,
            long cpuUsual,
            long cpuMost,
            long requests,
            long sentBytes) {
        static EvidenceView of(SizingAdvice.Evidence evidence) {
            return new EvidenceView(
                    evidence.hours(),
                    evidence.ofHours(),
                    evidence.sure(),
                    evidence.memoryPeak(),
                    evidence.peakRead(),
                    evidence.memoryUsual(),
                    evidence.cpuUsual(),
                    evidence.cpuMost(),
                    evidence.requests(),
                    evidence.sentBytes());
        }
    }

    /**
     * Of all containers together; negative for what is taken in addition.
     *
     * @param month what a month is measured to cost, saved with an idle service; absent for other limits, which change no
     *     bill
     * @param most by how much the most that a month can cost falls; absent where there is no price
     */
    record SavingView(
            long cpuMillis,
            long memoryBytes,
            @Nullable String month,
            @Nullable String most,
            @Nullable String currency) {
        static SavingView of(SizingAdvice.Saving saving) {
            Money any = saving.measured() == null ? saving.most() : saving.measured();
            return new SavingView(
                    saving.cpuMillis(),
                    saving.memoryBytes(),
                    text(saving.measured()),
                    text(saving.most()),
                    any == null ? null : any.currency());
        }

        private static @Nullable String text(@Nullable Money money) {
            return money == null ? null : money.amount().stripTrailingZeros().toPlainString();
        }
    }

    /** @param by as the record names people */
    record DismissalView(String reason, String by, Instant at, Instant until) {
        static DismissalView of(SizingAdvice.Dismissal dismissal) {
            return new DismissalView(dismissal.reason(), dismissal.by(), dismissal.at(), dismissal.until());
        }
    }
}
