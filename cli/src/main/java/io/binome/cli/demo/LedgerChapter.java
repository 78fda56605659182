package io.binome.cli.demo;

import io.binome.cli.ApiClient;
import io.binome.cli.demo.SignIns.Person;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.NoteKey;
import io.binome.ledger.Verification;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The record of all that was told before: it holds, and a hand in the database is found out. */
final class LedgerChapter {
    private final Demo.Place place;
    private final JsonMapper mapper;
    private final String tenant;
    private final Person lead;

    LedgerChapter(Demo.Place place, JsonMapper mapper, String tenant, Person lead) {
        this.place = place;
        this.mapper = mapper;
        this.tenant = tenant;
        this.lead = lead;
    }

    String verify() {
        List<String> lines = new ArrayList<>();
        lead.api().lines(in("ledger") + "/export", lines::add);
        return switch (LedgerExport.verify(lines.stream(), List.of(key()), List.of())) {
            case Verification.Sound sound -> {
                Set<String> kinds = lines.stream()
                        .map(mapper::readTree)
                        .map(line -> line.path("leaf").path("kind").asString(""))
                        .collect(Collectors.toCollection(TreeSet::new));
                kinds.remove("");
                yield sound.entries() + " entries, head " + sound.head().substring(0, 12)
                        + (kinds.isEmpty() ? "" : ", " + kinds.size() + " kinds of step");
            }
            case Verification.Unproven unproven ->
                throw new StepFailure(
                        "The entries from " + unproven.from() + " on are not signed: " + unproven.reason());
            case Verification.Broken broken ->
                throw new StepFailure("Entry " + broken.index() + " does not hold: " + broken.reason());
        };
    }

    String tamper() throws IOException, SQLException {
        return new Tampering(new OwnDatabase(place.home(), place.environment()), tenant, lead, key()).run();
    }

    private NoteKey key() {
        String key = lead.api()
                .get(in("ledger") + "/keys")
                .path("keys")
                .path(0)
                .path("key")
                .asString("");
        return NoteKey.parse(key).orElseThrow(() -> new StepFailure("The ledger has no public key: " + key));
    }

    private String in(String... segments) {
        return ApiClient.path("tenants", tenant) + ApiClient.path(segments);
    }
}
