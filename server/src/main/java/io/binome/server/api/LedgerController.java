package io.binome.server.api;

import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.Verification;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The transparency log of a tenant. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/ledger")
final class LedgerController {
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    private static final Logger LOG = LoggerFactory.getLogger(LedgerController.class);

    private final Ledger ledger;
    private final Checkpoints checkpoints;
    private final People people;
    private final Entrance entrance;
    private final JsonMapper json;

    LedgerController(Ledger ledger, Checkpoints checkpoints, People people, Entrance entrance, JsonMapper json) {
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.people = people;
        this.entrance = entrance;
        this.json = json;
    }

    /** Newest first. */
    @GetMapping
    Listing<LedgerEntryView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        var page = ledger.list(scope, new LedgerFilter(kind, subject), new PageRequest(limit, after));
        People.Book book = people.book(scope, page.items().stream().map(LedgerEntry::actor));
        return Listing.of(
                page,
                entry -> new LedgerEntryView(
                        entry.index(),
                        entry.at(),
                        book.person(entry.actor()),
                        entry.kind(),
                        entry.subject(),
                        details(entry),
                        entry.leafHash(),
                        entry.chainHash()));
    }

    private Map<String, Object> details(LedgerEntry entry) {
        return json.convertValue(json.readTree(entry.canonicalJson()).path("details"), DETAILS);
    }

    /** Recomputes every hash from the entries. */
    @GetMapping("/verification")
    VerificationView verify(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return switch (ledger.verify(scope)) {
            case Verification.Sound sound ->
                new VerificationView(
                        true, sound.entries(), sound.head(), sound.root().base64(), null, null);
            case Verification.Unproven unproven ->
                new VerificationView(false, null, null, null, unproven.from(), unproven.reason());
            case Verification.Broken broken ->
                new VerificationView(false, null, null, null, broken.index(), broken.reason());
        };
    }

    /** The whole log as JSON lines with its signed checkpoints, a header first, to be verified without this server. */
    @GetMapping(path = "/export", produces = "application/x-ndjson")
    void export(Principal principal, @PathVariable String tenant, HttpServletResponse response) throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        try {
            checkpoints.sign(scope);
        } catch (ProblemException unsigned) {
            // Just then somebody will want the file: what is wrong with the log is in it.
            LOG.warn("The ledger of tenant {} is exported without a new checkpoint", tenant, unsigned);
        }
        response.setContentType("application/x-ndjson");
        response.setHeader("Content-Disposition", "attachment; filename=\"ledger-" + tenant + ".jsonl\"");
        BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        ledger.export(scope, line -> {
            try {
                out.write(line);
                out.write('\n');
            } catch (IOException readerHasGone) {
                throw new UncheckedIOException(readerHasGone);
            }
        });
        out.flush();
    }

    /** @param details what the entry says beyond its kind and subject */
    record LedgerEntryView(
            long index,
            Instant at,
            People.PersonView actor,
            String kind,
            String subject,
            Map<String, Object> details,
            String leafHash,
            String chainHash) {}

    /**
     * @param entries when sound
     * @param head when sound: the last chain hash
     * @param root when sound: of the Merkle tree over all entries, as checkpoints hold it
     * @param brokenAt index of the first entry that does not hold
     * @param reason why it does not
     */
    record VerificationView(
            boolean sound,
            @Nullable Long entries,
            @Nullable String head,
            @Nullable String root,
            @Nullable Long brokenAt,
            @Nullable String reason) {}
}
