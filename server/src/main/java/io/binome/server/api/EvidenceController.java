package io.binome.server.api;

import io.binome.changes.Changes;
import io.binome.evidence.EvidencePacks;
import io.binome.evidence.EvidenceSubject;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What an auditor takes away. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/evidence")
final class EvidenceController {
    private final EvidencePacks packs;
    private final Changes changes;
    private final Entrance entrance;

    EvidenceController(EvidencePacks packs, Changes changes, Entrance entrance) {
        this.packs = packs;
        this.changes = changes;
        this.entrance = entrance;
    }

    /**
     * A signed archive about a change ({@code repository} and {@code number}), or about the period {@code from} until
     * before {@code to}, each a time or a day in UTC.
     */
    @GetMapping(produces = "application/zip")
    void pack(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String repository,
            @RequestParam(required = false) @Nullable Integer number,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        EvidenceSubject subject;
        String name;
        if (repository != null && number != null) {
            subject = new EvidenceSubject.OfChange(
                    entrance.change(changes, principal, tenant, repository, number, Permission.READ)
                            .change());
            name = repository + "-" + number;
        } else {
            Instant begin = time("from", from);
            Instant end = time("to", to);
            if (!begin.isBefore(end)) {
                throw new ProblemException(InvalidInput.of("to", "must be after from"));
            }
            subject = new EvidenceSubject.OfPeriod(begin, end);
            name = begin.toString().substring(0, 10) + "-" + end.toString().substring(0, 10);
        }
        // Into a file first: what fails on the way is then told, and no half archive is sent.
        Path made = Files.createTempFile("binome-evidence", ".zip");
        try {
            try (OutputStream out = Files.newOutputStream(made)) {
                packs.write(scope, subject, out);
            }
            response.setContentType("application/zip");
            response.setContentLengthLong(Files.size(made));
            response.setHeader(
                    "Content-Disposition", "attachment; filename=\"evidence-" + tenant + "-" + name + ".zip\"");
            Files.copy(made, response.getOutputStream());
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static Instant time(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new ProblemException(InvalidInput.of(field, "is missing"));
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new ProblemException(
                    InvalidInput.of(field, "must be a day as 2026-03-01, or a time as 2026-03-01T09:00:00Z"),
                    malformed);
        }
    }
}
