package io.binome.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.changes.Change;
import io.binome.changes.internal.ChangesFixture;
import io.binome.evidence.EvidencePack.Checked;
import io.binome.evidence.internal.EvidenceRoom;
import io.binome.kernel.SystemIds;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.Checkpoints;
import io.binome.ledger.NoteKey;
import io.binome.ledger.TestSigner;
import io.binome.ledger.internal.DatabaseCheckpoints;
import io.binome.tenancy.internal.DatabaseTenants;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of a change that was planned, approved and applied; only the engine and who governs are fakes. */
@Tag("slow")
class EvidencePackTest {
    @TempDir
    private Path folder;

    private final InstantSource clock = InstantSource.system();
    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private final Checkpoints checkpoints = new DatabaseCheckpoints(room.database.database(), new TestSigner(), clock);
    private final EvidencePacks packs = EvidenceRoom.packs(new EvidenceRoom.Sources(
            room.ledger,
            checkpoints,
            room.changes,
            room.governance,
            room.runs,
            new DatabaseTenants(room.database.database(), room.ledger, clock, new SystemIds(clock), new SecureRandom()),
            clock));

    @AfterEach
    void close() {
        room.close();
    }

    private Change shipped() {
        return room.ship("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "size=small\n"));
    }

    @Test
    void aChangeIsProvenWithAllThatIsKeptOfIt() throws Exception {
        Change change = shipped();
        Path pack = pack(new EvidenceSubject.OfChange(change.id()));
        NoteKey key = key();
        assertThat(EvidencePack.verify(pack, List.of(key))).isInstanceOfSatisfying(Checked.Sound.class, sound -> {
            assertThat(sound.about()).isEqualTo("Change " + change.reference());
            assertThat(sound.entries()).isGreaterThan(3);
            assertThat(sound.signedBy()).isEqualTo(key);
        });
        Map<String, byte[]> files = read(pack);
        assertThat(files.keySet())
                .contains(
                        "README.txt",
                        "evidence.pdf",
                        "people.json",
                        "changes/shop-1/change.json",
                        "changes/shop-1/approvals.json",
                        "changes/shop-1/activity.json",
                        "changes/shop-1/judgement.json",
                        "changes/shop-1/plans/web.json")
                .anyMatch(name -> name.startsWith("changes/shop-1/runs/") && name.endsWith(".log"));
        assertThat(new String(files.get("changes/shop-1/change.json"), StandardCharsets.UTF_8))
                .contains("\"state\" : \"merged\"", "\"id\" : \"" + change.id() + "\"");
        assertThat(new String(files.get("changes/shop-1/approvals.json"), StandardCharsets.UTF_8))
                .contains("APPROVED", room.reviewer.reference());
        assertThat(new String(files.get("changes/shop-1/plans/web.json"), StandardCharsets.UTF_8))
                .contains("resource_changes");
        try (PDDocument pdf = Loader.loadPDF(files.get("evidence.pdf"))) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("Evidence", "Change shop!1", "APPROVED", "change.applied");
        }
    }

    @Test
    void whateverIsChangedAddedOrRemovedIsFound() throws Exception {
        Path pack = pack(new EvidenceSubject.OfChange(shipped().id()));
        Map<String, byte[]> files = read(pack);
        for (String name : files.keySet()) {
            byte[] other = files.get(name).clone();
            if (other.length == 0) {
                continue;
            }
            other[other.length / 2] ^= 1;
            assertBroken(files, name, other);
            assertBroken(files, name, null);
        }
        assertBroken(files, "changes/shop-1/more.json", new byte[] {'{', '}'});
        NoteKey stranger = TestSigner.Pair.of(Checkpoint.origin(room.scope.tenant()), NoteKey.Type.LOG)
                .key();
        assertThat(EvidencePack.verify(pack, List.of(stranger))).isInstanceOf(Checked.Broken.class);
        assertThat(EvidencePack.verify(pack, List.of()))
                .isInstanceOfSatisfying(Checked.Sound.class, sound -> assertThat(sound.signedBy())
                        .isNull());
    }

    @Test
    void aPeriodHoldsWhatWasRecordedInItAndAnEarlierKeyLeadsToTheLater() throws Exception {
        Instant before = clock.instant();
        Change change = shipped();
        checkpoints.sign(room.scope);
        NoteKey early = key();
        checkpoints.rotate(room.scope, room.author);
        Path pack = pack(new EvidenceSubject.OfPeriod(before, clock.instant().plusSeconds(1)));
        assertThat(EvidencePack.verify(pack, List.of(early)))
                .isInstanceOfSatisfying(
                        Checked.Sound.class,
                        sound -> assertThat(sound.signedBy()).isEqualTo(key()).isNotEqualTo(early));
        assertThat(read(pack)).containsKey("changes/shop-" + change.number() + "/change.json");
        assertThatThrownBy(() -> pack(new EvidenceSubject.OfPeriod(before.minusSeconds(100), before.minusSeconds(90))))
                .hasMessageContaining("evidence-nothing");
    }

    private void assertBroken(Map<String, byte[]> files, String name, byte[] other) throws IOException {
        Map<String, byte[]> changed = new LinkedHashMap<>(files);
        if (other == null) {
            changed.remove(name);
        } else {
            changed.put(name, other);
        }
        Path file = folder.resolve("changed.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> one : changed.entrySet()) {
                zip.putNextEntry(new ZipEntry(one.getKey()));
                zip.write(one.getValue());
            }
        }
        assertThat(EvidencePack.verify(file, List.of(key())))
                .as(name + (other == null ? " removed" : " changed"))
                .isInstanceOf(Checked.Broken.class);
    }

    private NoteKey key() {
        return checkpoints.keys(room.scope).getLast().key();
    }

    private Path pack(EvidenceSubject subject) throws IOException {
        Path file = folder.resolve("evidence.zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            packs.write(room.scope, subject, out);
        }
        return file;
    }

    private static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                zip.getInputStream(entry).transferTo(out);
                files.put(entry.getName(), out.toByteArray());
            }
        }
        return files;
    }
}
