package io.binome.cli;

import io.binome.cli.LedgerMemory.Remembered;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.NoteKey;
import io.binome.ledger.ProofFile;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.Verification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An exported ledger, or the proof of one entry, verified here without any server. */
final class LedgerFile {
    private final Context context;
    private final Path file;
    private final String name;

    LedgerFile(Context context, Path file) {
        this.context = context;
        this.file = context.directory().resolve(file);
        this.name = file.toString();
    }

    /**
     * @param keys whom to believe; where none is given, the key that this computer remembers of the ledger
     * @param notes files with checkpoints that were seen earlier
     */
    ObjectNode verify(List<NoteKey> keys, List<Path> notes) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String first = in.readLine();
            return ProofFile.FIRST_LINE.equals(first) ? verifyProof(keys) : verifyExport(first, keys, notes);
        } catch (IOException unreadable) {
            throw unreadable();
        }
    }

    private CommandProblem unreadable() {
        return new CommandProblem("The file " + name + " cannot be read.");
    }

    private ObjectNode verifyProof(List<NoteKey> keys) throws IOException {
        ObjectNode answer = context.mapper().createObjectNode();
        ProofFile proof = ProofFile.parse(Files.readString(file))
                .orElseThrow(() -> new CommandProblem("The file " + name + " is no proof of an entry."));
        String origin = proof.checkpoint().checkpoint().origin();
        List<NoteKey> believed = believed(keys, context.ledgerMemory().of(origin));
        List<NoteKey> signers = believed.stream()
                .filter(key -> key.signed(proof.checkpoint().note()))
                .toList();
        answer.put("index", proof.proof().index())
                .put("entries", proof.checkpoint().size());
        if (!proof.holds()) {
            return broken(answer, proof.proof().index(), "it is not in the ledger of this checkpoint");
        }
        boolean signed = signers.stream().anyMatch(key -> key.type() == NoteKey.Type.LOG);
        if (!believed.isEmpty() && !signed) {
            return broken(answer, proof.proof().index(), "the checkpoint is not signed by the key that you named");
        }
        answer.put("sound", true)
                .put("leaf", proof.leaf())
                .put("root", proof.checkpoint().checkpoint().root().base64());
        return put(answer, signers);
    }

    private ObjectNode verifyExport(@Nullable String header, List<NoteKey> keys, List<Path> notes) throws IOException {
        ObjectNode answer = context.mapper().createObjectNode();
        List<Remembered> remembered = header == null
                ? List.of()
                : LedgerExport.tenant(header)
                        .map(tenant -> context.ledgerMemory().of(Checkpoint.origin(tenant)))
                        .orElse(List.of());
        List<Checkpoint> seen = new ArrayList<>();
        remembered.forEach(one -> seen.add(one.checkpoint()));
        for (Path note : notes) {
            seen.add(readNote(note));
        }
        List<NoteKey> believed = believed(keys, remembered);
        Verification found;
        try (Stream<String> lines = Files.lines(file)) {
            found = LedgerExport.verify(lines, believed, seen);
        } catch (UncheckedIOException unreadable) {
            throw unreadable();
        }
        return switch (found) {
            case Verification.Sound sound -> {
                answer.put("sound", true)
                        .put("entries", sound.entries())
                        .put("head", sound.head())
                        .put("root", sound.root().base64());
                List<NoteKey> signers = new ArrayList<>();
                if (sound.signedBy() != null) {
                    signers.add(sound.signedBy());
                }
                put(answer, signers);
                sound.cosigned().forEach(one -> answer.withArray("/cosigned")
                        .addObject()
                        .put("key", one.by().toString())
                        .put("entries", one.entries())
                        .put("at", one.at().toString()));
                yield answer.put("seen", seen.size());
            }
            case Verification.Unproven unproven -> broken(answer, unproven.from(), unproven.reason());
            case Verification.Broken broken -> broken(answer, broken.index(), broken.reason());
        };
    }

    private Checkpoint readNote(Path note) {
        try {
            return SignedCheckpoint.parse(Files.readString(context.directory().resolve(note)))
                    .orElseThrow(() -> new CommandProblem("The file " + note + " is no signed checkpoint."))
                    .checkpoint();
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + note + " cannot be read.");
        }
    }

    private static List<NoteKey> believed(List<NoteKey> keys, List<Remembered> remembered) {
        return keys.stream().anyMatch(key -> key.type() == NoteKey.Type.LOG)
                ? keys
                : Stream.concat(
                                keys.stream(),
                                remembered.stream().map(Remembered::key).distinct())
                        .toList();
    }

    private static ObjectNode put(ObjectNode answer, List<NoteKey> signers) {
        signers.forEach(key -> answer.withArray("/signedBy").add(key.toString()));
        return answer;
    }

    private static ObjectNode broken(ObjectNode answer, long index, String reason) {
        return answer.put("sound", false).put("brokenAt", index).put("reason", reason);
    }
}
