package io.binome.server.console;

import io.binome.advice.AdviceProblem;
import io.binome.advice.RightSizing;
import io.binome.advice.SizingAdvice;
import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.advice.SizingAdvice.Saving;
import io.binome.changes.Change;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.WorkloadId;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Limits that are far from what services really use, and services that nobody uses: one press opens the change. */
@Controller
final class SizingConsole {
    private static final long USUAL_DISMISSAL = 90;

    private final Entrance entrance;
    private final RightSizing sizing;
    private final People people;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    SizingConsole(
            Entrance entrance, RightSizing sizing, People people, InstantSource clock, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.sizing = sizing;
        this.people = people;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/right-sizing")
    View show(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return page(200, principal, request, entry, null);
    }

    @GetMapping("/t/{tenant}/right-sizing.csv")
    void csv(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        SizingCsv.write(response, tenant, sizing.of(entry.scope()));
    }

    @PostMapping("/t/{tenant}/right-sizing/{workload}/open")
    View open(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String workload) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        try {
            Change change = sizing.open(entry.scope(), principal.actor(), WorkloadId.parse(workload));
            return new RedirectView(Links.change(entry.tenant(), change));
        } catch (ProblemException refused) {
            if (refused.problem() instanceof AdviceProblem.EditByHand byHand) {
                return page(409, principal, request, entry, byHand);
            }
            throw refused;
        }
    }

    @PostMapping("/t/{tenant}/right-sizing/{workload}/dismiss")
    String dismiss(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String workload,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String until) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        sizing.dismiss(entry.scope(), principal.actor(), WorkloadId.parse(workload), reason, day(until));
        return Pages.to("/t/" + tenant + "/right-sizing", "advice-dismissed");
    }

    @PostMapping("/t/{tenant}/right-sizing/{workload}/recall")
    String recall(Principal principal, @PathVariable String tenant, @PathVariable String workload) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        sizing.recall(entry.scope(), principal.actor(), WorkloadId.parse(workload));
        return Pages.to("/t/" + tenant + "/right-sizing", "advice-recalled");
    }

    /** The beginning of that day. */
    private static Instant day(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException noDay) {
            throw new ProblemException(InvalidInput.of("until", "must be a day, such as 2027-01-31"), noDay);
        }
    }

    private View page(
            int status,
            Principal principal,
            HttpServletRequest request,
            Access.Entry entry,
            AdviceProblem.@Nullable EditByHand byHand) {
        Frame frame = frames.inside(request, principal, entry, "right-sizing", "nav.right-sizing");
        RightSizing.Report report = sizing.of(entry.scope());
        ChangeWords words = new ChangeWords(
                frame.reader(),
                people.book(
                        entry.scope(),
                        report.dismissed().stream()
                                .map(SizingAdvice::dismissed)
                                .flatMap(Stream::ofNullable)
                                .map(SizingAdvice.Dismissal::by)));
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return pages.page(
                status,
                "right-sizing",
                frame,
                new SizingPage(
                        report.advice().stream()
                                .map(one -> row(frame, words, entry, one))
                                .toList(),
                        report.dismissed().stream()
                                .map(one -> row(frame, words, entry, one))
                                .toList(),
                        report.looked(),
                        report.early(),
                        Duration.between(report.from(), report.to()).toDays(),
                        byHand == null
                                ? null
                                : new SizingPage.ByHand(
                                        byHand.service(), frame.reader().sentence(byHand.reason()), byHand.lines()),
                        today.plusDays(1).toString(),
                        today.plusDays(USUAL_DISMISSAL).toString()));
    }

    private SizingPage.Row row(Frame frame, ChangeWords words, Access.Entry entry, SizingAdvice advice) {
        boolean may = frame.may(Permission.PROPOSE);
        SizingAdvice.Dismissal dismissed = advice.dismissed();
        return new SizingPage.Row(
                advice.service().toString(),
                advice.name(),
                advice.stackName(),
                advice.environment(),
                Links.service(entry.tenant().name(), advice.repository(), advice.stackName(), advice.name()),
                badge(frame, advice),
                verdict(frame, advice),
                advice.moves().stream().map(move -> move(frame, advice, move)).toList(),
                evidence(frame, advice),
                saving(frame, advice),
                may && advice.proposal() == null && dismissed == null
                        ? frame.text(advice.idle() ? "sizing.open.idle" : "sizing.open")
                        : null,
                proposal(entry, advice),
                may,
                dismissed == null
                        ? null
                        : new SizingPage.Decided(
                                dismissed.reason(), words.person(dismissed.by()), dismissed.at(), dismissed.until()));
    }

    private static SizingPage.@Nullable Proposal proposal(Access.Entry entry, SizingAdvice advice) {
        String reference = advice.proposal();
        if (reference == null) {
            return null;
        }
        int mark = reference.indexOf('!');
        return new SizingPage.Proposal(
                reference,
                Links.change(
                        entry.tenant().name(),
                        reference.substring(0, mark),
                        Integer.parseInt(reference.substring(mark + 1))));
    }

    private static Badge badge(Frame frame, SizingAdvice advice) {
        if (advice.idle()) {
            return Badge.waiting(frame.text("sizing.idle"));
        }
        return advice.moves().stream().anyMatch(Move::raises)
                ? Badge.warning(frame.text("sizing.tight"))
                : Badge.quiet(frame.text("sizing.wide"));
    }

    private static String verdict(Frame frame, SizingAdvice advice) {
        if (advice.idle()) {
            return frame.text("sizing.idle.what");
        }
        boolean raises = advice.moves().stream().anyMatch(Move::raises);
        boolean lowers = advice.moves().stream().anyMatch(move -> !move.raises());
        return frame.text(raises && lowers ? "sizing.mixed.what" : raises ? "sizing.tight.what" : "sizing.wide.what");
    }

    private static SizingPage.Move move(Frame frame, SizingAdvice advice, Move move) {
        boolean memory = move.resource() == Resource.MEMORY;
        long used = memory ? advice.evidence().memoryPeak() : advice.evidence().cpuUsual();
        return new SizingPage.Move(
                frame.text(memory ? "sizing.memory" : "sizing.cpu"),
                amount(frame, move.resource(), move.present()),
                amount(frame, move.resource(), move.proposed()),
                frame.text(
                        memory
                                ? advice.evidence().peakRead() ? "sizing.used.peak" : "sizing.used.hour"
                                : "sizing.used.cpu",
                        amount(frame, move.resource(), used)),
                Math.min(100, used * 100 / Math.max(1, move.present())),
                move.raises());
    }

    private static String amount(Frame frame, Resource resource, long amount) {
        return resource == Resource.MEMORY
                ? frame.reader().bytes(amount)
                : frame.reader().cpu(amount);
    }

    private static List<String> evidence(Frame frame, SizingAdvice advice) {
        Evidence evidence = advice.evidence();
        List<String> said = new ArrayList<>();
        said.add(frame.text("sizing.seen", evidence.hours(), evidence.ofHours()));
        if (!evidence.sure()) {
            said.add(frame.text("sizing.unsure"));
        }
        said.add(frame.text(
                evidence.peakRead() ? "sizing.memory.read" : "sizing.memory.hours",
                frame.reader().bytes(evidence.memoryPeak()),
                frame.reader().bytes(evidence.memoryUsual())));
        said.add(frame.text(
                "sizing.cpu.seen",
                frame.reader().cpu(evidence.cpuUsual()),
                frame.reader().cpu(evidence.cpuMost())));
        said.add(frame.text("sizing.asked", evidence.requests(), frame.reader().bytes(evidence.sentBytes())));
        if (advice.replicas() > 1) {
            said.add(frame.text("sizing.replicas", advice.replicas()));
        }
        return said;
    }

    private static List<String> saving(Frame frame, SizingAdvice advice) {
        Saving saving = advice.saving();
        List<String> said = new ArrayList<>();
        Money measured = saving.measured();
        if (measured != null) {
            said.add(frame.text("sizing.saves.month", frame.reader().money(measured)));
        }
        String capacity = capacity(frame, saving);
        if (!capacity.isEmpty()) {
            said.add(capacity);
        }
        Money most = saving.most();
        if (!advice.idle() && most != null && most.micros() != 0) {
            said.add(
                    most.micros() > 0
                            ? frame.text("sizing.most.falls", frame.reader().money(most))
                            : frame.text("sizing.most.rises", frame.reader().money(most.negated())));
        }
        return said;
    }

    private static String capacity(Frame frame, Saving saving) {
        List<String> free = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        if (saving.memoryBytes() != 0) {
            (saving.memoryBytes() > 0 ? free : taken).add(frame.reader().bytes(Math.abs(saving.memoryBytes())));
        }
        if (saving.cpuMillis() != 0) {
            (saving.cpuMillis() > 0 ? free : taken).add(frame.reader().cpu(Math.abs(saving.cpuMillis())));
        }
        String and = " " + frame.text("sizing.and") + " ";
        List<String> said = new ArrayList<>();
        if (!taken.isEmpty()) {
            said.add(frame.text("sizing.takes", String.join(and, taken)));
        }
        if (!free.isEmpty()) {
            said.add(frame.text("sizing.frees", String.join(and, free)));
        }
        return String.join(" ", said);
    }
}
