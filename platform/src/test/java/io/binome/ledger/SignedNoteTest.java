package io.binome.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    /** From the documentation of Go's golang.org/x/mod/sumdb/note, which defined the format. */
    private static final String GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String GO_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    /** From C2SP tlog-cosignature. */
    private static final String C2SP = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            \u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
            """;

    @Test
    void whatGoSignedIsVerified() {
        NoteKey key = NoteKey.parse(GO_KEY).orElseThrow();
        assertThat(key.name()).isEqualTo("PeterNeumann");
        assertThat(key.toString()).isEqualTo(GO_KEY);
        SignedNote note = SignedNote.parse(GO_NOTE).orElseThrow();
        assertThat(note.toString()).isEqualTo(GO_NOTE);
        assertThat(key.signed(note)).isTrue();
        assertThat(key.signed(
                        SignedNote.parse(GO_NOTE.replace("answer", "Answer")).orElseThrow()))
                .isFalse();
    }

    @Test
    void theCheckpointOfTheSpecificationIsRead() {
        SignedCheckpoint read = SignedCheckpoint.parse(C2SP).orElseThrow();
        assertThat(read.checkpoint().origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(read.size()).isEqualTo(20852163);
        assertThat(read.toString()).isEqualTo(C2SP);
        NoteSignature witness = read.note().signatures().getLast();
        assertThat(witness.name()).isEqualTo("witness.example.com/w1");
        assertThat(Cosignature.of(witness).orElseThrow().at()).isEqualTo(Instant.ofEpochSecond(1679315147));
        assertThat(new String(
                        Cosignature.message(
                                Instant.ofEpochSecond(1679315147), read.note().text()),
                        StandardCharsets.UTF_8))
                .isEqualTo("""
                        cosignature/v1
                        time 1679315147
                        example.com/behind-the-sofa
                        20852163
                        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                        """);
    }

    @Test
    void whatIsNoNoteIsNotRead() {
        for (String text : List.of(
                "",
                "\n\n",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 na+me AAAAAAA=\n",
                "text\n\n- name AAAAAAAA\n",
                "te\rxt\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA")) {
            assertThat(SignedNote.parse(text)).as(text).isEmpty();
        }
        for (String text : List.of(
                "origin\n01\n" + TreeHash.EMPTY + "\n",
                "origin\n1\nAAAA\n",
                "origin\n1\n" + TreeHash.EMPTY + "\nmore\n",
                "\n1\n" + TreeHash.EMPTY + "\n",
                "origin\n-1\n" + TreeHash.EMPTY + "\n",
                "origin\n9999999999999999999\n" + TreeHash.EMPTY + "\n",
                "origin\n1\n" + TreeHash.EMPTY)) {
            assertThat(Checkpoint.parse(text)).as(text).isEmpty();
        }
        for (String text : List.of(
                "", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a+00000000+AQ==")) {
            assertThat(NoteKey.parse(text)).as(text).isEmpty();
        }
    }

    @Property(tries = 300)
    void noChangedNoteIsTakenForTheSigned(@ForAll @IntRange(max = 10_000) int at) {
        int place = at % GO_NOTE.length();
        char other = GO_NOTE.charAt(place) == 'x' ? 'y' : 'x';
        String changed = GO_NOTE.substring(0, place) + other + GO_NOTE.substring(place + 1);
        NoteKey key = NoteKey.parse(GO_KEY).orElseThrow();
        assertThat(SignedNote.parse(changed).filter(key::signed)).isEmpty();
    }
}
