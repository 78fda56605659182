package io.binome.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LedgerExportTest {
    private static final TenantId TENANT = new TenantId(UUID.fromString("0195a000-0000-7000-8000-000000000001"));

    /** Laid down once: a log written today must verify with every later version. */
    @Test
    void knownAnswer() {
        List<String> lines = export(2);
        assertThat(lines.get(1)).isEqualTo("""
                        {"chainHash":"%s","leaf":{"actor":"binome:test","at":"2026-03-01T09:00:00.000000Z","details":{"n":0},\
                        "index":0,"kind":"thing.done","previous":"","subject":"thing:0"},"leafHash":"%s"}""".formatted(
                        "795a145072e0bab12c5b9502ee13aa119d7bad9d526c5dc9b9fe2e3a272d8eb5",
                        "2076cc06ee5590df07725446fe850c97b4c078d5819c0cf32f920c7911db25d2"));
    }

    @Test
    void aSoundFileIsSound() {
        List<String> lines = export(20);
        assertThat(verify(lines)).isInstanceOf(Verification.Sound.class);
        assertThat(verify(export(0))).isEqualTo(new Verification.Sound(0, "", TreeHash.EMPTY, null, List.of()));
    }

    @Test
    void whatIsNoExportIsSaidToBeBroken() {
        assertThat(verify(List.of())).isInstanceOf(Verification.Broken.class);
        assertThat(verify(List.of("{}", "x"))).isInstanceOf(Verification.Broken.class);
        List<String> lines = new ArrayList<>(export(3));
        lines.set(2, "not json");
        assertThat(verify(lines))
                .isEqualTo(new Verification.Broken(1, "line 3 is neither an entry nor a checkpoint in canonical JSON"));
    }

    @Property(tries = 300)
    void everyChangedCharacterIsFound(
            @ForAll @IntRange(min = 0, max = 5) int line, @ForAll @IntRange(max = 10_000) int at) {
        List<String> lines = new ArrayList<>(export(5));
        String whole = lines.get(line);
        int place = at % whole.length();
        // Whose log it is, is said by the header alone.
        char other = whole.charAt(place) == '7' ? '8' : '7';
        lines.set(line, whole.substring(0, place) + other + whole.substring(place + 1));
        boolean inTenant = line == 0 && place > whole.indexOf("\"tenant\":\"") + 9;
        if (!inTenant) {
            assertThat(verify(lines)).isInstanceOf(Verification.Broken.class);
        }
    }

    @Property(tries = 100)
    void aLineLessAddedOrMovedIsFound(@ForAll @IntRange(min = 1, max = 5) int line) {
        List<String> missing = new ArrayList<>(export(5));
        String taken = missing.remove(line);
        assertThat(verify(missing)).isInstanceOf(Verification.Broken.class);
        List<String> twice = new ArrayList<>(export(5));
        twice.add(line, taken);
        assertThat(verify(twice)).isInstanceOf(Verification.Broken.class);
        List<String> moved = new ArrayList<>(missing);
        moved.add(line == 5 ? 1 : 5, taken);
        assertThat(verify(moved)).isInstanceOf(Verification.Broken.class);
    }

    private static Verification verify(List<String> lines) {
        return LedgerExport.verify(lines.stream(), List.of(), List.of());
    }

    private static List<String> export(int entries) {
        List<String> lines = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (int n = 0; n < entries; n++) {
            LedgerEntry entry = LedgerChain.next(
                    head,
                    Instant.parse("2026-03-01T09:00:00.000000999Z").plusMillis(n),
                    "binome:test",
                    new LedgerEvent("thing.done", "thing:" + n, Map.of("n", n)));
            lines.add(LedgerExport.line(entry));
            head = LedgerChain.headAfter(entry);
        }
        lines.addFirst(LedgerExport.header(TENANT, head));
        return lines;
    }
}
