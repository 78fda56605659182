package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.Changes;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Cosignature;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.LogKey;
import io.binome.ledger.NoteKey;
import io.binome.ledger.NoteSignature;
import io.binome.ledger.SignedCheckpoint;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** The transparency log of a tenant, and proving that nothing in it was rewritten. */
@Controller
final class LedgerConsole {
    private final Entrance entrance;
    private static final String CHANGE = "change:";

    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final Changes changes;
    private final People people;
    private final Frames frames;
    private final Pages pages;

    LedgerConsole(
            Entrance entrance,
            Ledger ledger,
            Checkpoints checkpoints,
            Changes changes,
            People people,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.changes = changes;
        this.people = people;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/ledger")
    View list(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String verify) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "ledger", "nav.ledger");
        Page<LedgerEntry> page = ledger.list(
                entry.scope(), new LedgerFilter(kind.isBlank() ? null : kind, null), new PageRequest(50, after));
        People.Book book = people.book(entry.scope(), page.items().stream().map(LedgerEntry::actor));
        ChangeWords words = new ChangeWords(frame.reader(), book);
        Map<String, Change> about = about(entry.scope(), page.items());
        return pages.page(
                "ledger",
                frame,
                new LedgerPage(
                        page.items().stream()
                                .map(one -> new LedgerPage.Row(
                                        one,
                                        words.person(one.actor()),
                                        frame.word("moment", one.kind()),
                                        about.get(one.subject())))
                                .toList(),
                        page.next(),
                        verify == null ? null : ledger.verify(entry.scope()),
                        kind,
                        checkpoints
                                .latest(entry.scope())
                                .map(latest -> head(entry.scope(), latest))
                                .orElse(null),
                        List.of(
                                "binome ledger export --tenant " + tenant + " -o ledger.jsonl",
                                "binome ledger verify ledger.jsonl --key " + key(entry.scope()))));
    }

    private String key(TenantScope scope) {
        List<LogKey> keys = checkpoints.keys(scope);
        return keys.isEmpty() ? "KEY" : keys.getLast().key().toString();
    }

    private LedgerPage.Head head(TenantScope scope, SignedCheckpoint latest) {
        String origin = latest.checkpoint().origin();
        String signer = checkpoints.keys(scope).stream()
                .map(LogKey::key)
                .filter(key -> key.signatureIn(latest.note()).isPresent())
                .map(NoteKey::toString)
                .findFirst()
                .orElse(origin);
        List<LedgerPage.Second> cosigners = new ArrayList<>();
        for (NoteSignature line : latest.note().signatures()) {
            if (!line.name().equals(origin)) {
                Cosignature.of(line).ifPresent(by -> cosigners.add(new LedgerPage.Second(line.name(), by.at())));
            }
        }
        return new LedgerPage.Head(
                latest.size(), latest.checkpoint().root().base64(), signer, cosigners, latest.toString());
    }

    /** The changes that these entries are about, by their subjects. */
    private Map<String, Change> about(TenantScope scope, List<LedgerEntry> entries) {
        Map<String, Change> about = new HashMap<>();
        for (LedgerEntry entry : entries) {
            if (entry.subject().startsWith(CHANGE) && !about.containsKey(entry.subject())) {
                try {
                    about.put(
                            entry.subject(),
                            changes.get(scope, ChangeId.parse(entry.subject().substring(CHANGE.length()))));
                } catch (ProblemException unknown) {
                    // An entry outlives what it tells of.
                }
            }
        }
        return about;
    }
}
