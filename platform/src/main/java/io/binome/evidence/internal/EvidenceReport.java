package io.binome.evidence.internal;

import io.binome.changes.Activity;
import io.binome.changes.Review;
import io.binome.changes.StackPlan;
import io.binome.contracts.ContractVersion;
import io.binome.evidence.internal.PackMaker.Gathered;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.SignedCheckpoint;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The part of a pack that people read. The files beside it say the same in full. */
record EvidenceReport(
        String about,
        Instant madeAt,
        SignedCheckpoint checkpoint,
        List<LedgerEntry> entries,
        List<Gathered> changes,
        List<ContractVersion> contracts,
        Map<String, String> people) {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    byte[] pdf() throws IOException {
        try (PdfPages pages = new PdfPages("Evidence")) {
            pages.title("Evidence");
            pages.text(about);
            pages.text("Made " + time(madeAt) + " from the ledger "
                    + checkpoint.checkpoint().origin() + ", which had "
                    + checkpoint.size() + " entries. Root: "
                    + checkpoint.checkpoint().root()
                    + ". Nothing in this document counts before the archive has been verified; README.txt says how.");
            pages.heading("Changes");
            if (changes.isEmpty()) {
                pages.text("None.");
            }
            for (Gathered one : changes) {
                change(pages, one);
            }
            pages.heading("Contract");
            if (contracts.isEmpty()) {
                pages.text("No version was agreed.");
            }
            for (ContractVersion version : contracts) {
                pages.text("Version " + version.number() + ", " + (version.accepted() ? "in force" : "offered")
                        + " since " + time(version.since())
                        + (version.commit() == null ? "" : ", commit " + version.commit()));
            }
            pages.heading("Ledger");
            for (LedgerEntry entry : entries) {
                pages.small(entry.index() + "  " + entry.at().truncatedTo(ChronoUnit.SECONDS) + "  "
                        + person(entry.actor()) + "  " + entry.kind() + "  " + entry.subject());
            }
            return pages.bytes();
        }
    }

    private void change(PdfPages pages, Gathered one) throws IOException {
        pages.subheading(one.change().reference() + "  " + one.change().title());
        pages.text("State: " + one.change().state().name() + ". Opened "
                + time(one.change().createdAt()) + " by "
                + person(one.change().opener()) + ". Commit " + one.change().head() + "."
                + (one.change().risk() == null ? "" : " Risk: " + one.change().risk() + "."));
        if (one.change().overridden() != null) {
            pages.text("What the contract asks for was left out by "
                    + person(one.change().overridden().by()) + ": "
                    + one.change().overridden().reason());
        }
        for (StackPlan plan : one.plans()) {
            pages.text("Plan of " + plan.declaration().name() + ", " + plan.hash() + ": "
                    + (plan.plan() == null
                            ? String.valueOf(plan.failure())
                            : plan.plan().changes().size() + " resources")
                    + (plan.findings().isEmpty() ? "" : ", " + plan.findings().size() + " findings in the files"));
        }
        for (Review review : one.reviews()) {
            pages.text(review.vote() + " " + time(review.at()) + " by " + person(review.reviewer())
                    + (review.note() == null ? "" : ": " + review.note())
                    + (review.counts() ? "" : " (does not count: " + review.droppedBecause() + ")"));
        }
        for (Activity activity : one.activity()) {
            String what =
                    switch (activity) {
                        case Activity.Comment comment -> "comment: " + comment.text();
                        case Activity.Step step -> step.kind();
                    };
            pages.small(time(activity.at()) + "  " + person(activity.actor()) + "  " + what);
        }
    }

    private String person(String reference) {
        return people.getOrDefault(reference, reference);
    }

    private static String time(Instant at) {
        return MINUTES.format(at);
    }
}
