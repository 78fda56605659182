package io.binome.billing.internal;

import static io.binome.billing.internal.InvoicesFixture.CLIENT;
import static io.binome.billing.internal.InvoicesFixture.OCTOBER;
import static io.binome.billing.internal.InvoicesFixture.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.Invoices;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Archives that somebody wrote to mislead whoever works an invoice out again, or to break the program. */
class HostileArchiveTest {
    private static SortedMap<String, String> archive() throws Exception {
        try (InvoicesFixture room = new InvoicesFixture()) {
            Invoice invoice = room.invoices.issue(CLIENT, OWNER, OCTOBER);
            return Archives.unpacked(room.invoices.file(CLIENT, invoice.id(), Invoices.File.ZIP));
        }
    }

    private static SortedMap<String, String> with(SortedMap<String, String> files, String file, String was, String is) {
        SortedMap<String, String> other = new TreeMap<>(files);
        assertThat(other.get(file)).contains(was);
        other.replace(file, other.get(file).replace(was, is));
        return other;
    }

    @Test
    void anInvoiceThatSaysSomethingElseThanItWasWorkedOutFromIsNotTheSame() throws Exception {
        SortedMap<String, String> good = archive();
        assertThat(InvoiceReplay.of(Archives.packed(good)).same()).isTrue();
        Map<String, String> lies = new LinkedHashMap<>();
        lies.put("\"month\" : \"2026-10\",\n  \"issued\"", "\"month\" : \"2026-11\",\n  \"issued\"");
        lies.put("\"measured\" : \"CPU\"", "\"measured\" : \"MEMORY\"");
        lies.put("\"kind\" : \"FEE\"", "\"kind\" : \"MINIMUM\"");
        lies.put("\"name\" : \"support\"", "\"name\" : \"watching\"");
        lies.put("\"used\" : 6E+1", "\"used\" : 50");
        lies.put("\"discount\" : 0", "\"discount\" : 50");
        lies.put("\"per\" : \"hour\"", "\"per\" : \"second\"");
        lies.put("\"month\" : \"2026-10\",\n    \"time\"", "\"month\" : \"2026-09\",\n    \"time\"");
        lies.put("\"from\" : \"2026-10-01\"", "\"from\" : \"2026-10-02\"");
        lies.put("\"estimated\" : false", "\"estimated\" : true");
        lies.put("\"book\" : \"standard\"", "\"book\" : \"other\"");
        lies.forEach((was, is) -> {
            try {
                assertThat(InvoiceReplay.of(Archives.packed(with(good, "invoice.json", was, is)))
                                .differences())
                        .as(is)
                        .isNotEmpty();
            } catch (java.io.IOException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    @Test
    void whatCannotBeReadIsSaidInASentence() throws Exception {
        SortedMap<String, String> good = archive();
        String month = "months/2026-10.json";
        for (Map<String, String> bad : List.of(
                Map.of("invoice.json", "null"),
                Map.of("invoice.json", "{}"),
                Map.of("invoice.json", "[]"),
                Map.of("invoice.json", "{".repeat(100_000)),
                Map.of(month, "null"),
                Map.of(month, "{}"),
                Map.of("invoice.json", good.get("invoice.json").replace("\"EUR\"", "\"EURO\"")),
                Map.of(
                        "invoice.json",
                        good.get("invoice.json").replace("\"vatPercent\" : 20", "\"vatPercent\" : null")),
                Map.of(
                        "invoice.json",
                        good.get("invoice.json").replace("\"vatPercent\" : 20", "\"vatPercent\" : 1e999999999")),
                Map.of("invoice.json", good.get("invoice.json").replace("\"used\" : 6E+1", "\"used\" : 1e-999999999")),
                Map.of("invoice.json", good.get("invoice.json").replace("\"kind\" : \"FEE\"", "\"kind\" : null")),
                Map.of("invoice.json", good.get("invoice.json").replaceFirst("\"lines\" : \\[", "\"lines\" : [ null,")),
                Map.of(month, good.get(month).replace("\"Europe/Paris\"", "\"Europe/Lille\"")),
                Map.of(month, good.get(month).replaceFirst("\"month\" : \"2026-10\"", "\"month\" : \"+999999999-12\"")),
                Map.of(month, good.get(month).replaceFirst("\"count\" : 1", "\"count\" : 9223372036854775807")),
                Map.of(month, good.get(month).replaceFirst("\"books\" : \\[", "\"books\" : [ null,")),
                Map.of(month, good.get(month).replaceFirst("\"books\" : \\[[^]]*]", "\"books\" : []")),
                Map.of(
                        "months/2026-10.csv",
                        good.get("months/2026-10.csv") + "2026-10-01T00:00:00Z,x,,x,1,1,1,1,1,1,false,true\r\n"),
                Map.of("months/2026-10-readings.csv", "hour\r\n,,,,,,,,,,,,\r\n"))) {
            SortedMap<String, String> files = new TreeMap<>(good);
            files.putAll(bad);
            assertThat(files).as("%s", bad.keySet()).isNotEqualTo(good);
            try {
                assertThat(InvoiceReplay.of(Archives.packed(files)).same()).isFalse();
            } catch (IllegalArgumentException said) {
                assertThat(said).message().isNotBlank();
            } catch (RuntimeException | Error unsaid) {
                throw new AssertionError(
                        bad.toString().substring(0, Math.min(200, bad.toString().length())), unsaid);
            }
        }
    }

    @Test
    void whatUnpacksToMoreThanThereIsMemoryForIsRefusedBeforeItIsHeld() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry("invoice.json"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        assertThat(out.size()).isLessThan(1 << 20);
        assertThatThrownBy(() -> InvoiceArchive.read(out.toByteArray(), 64 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger than 64 MiB")
                .hasMessageContaining("JAVA_TOOL_OPTIONS");
    }
}
