package io.binome.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What callers of a sandbox say and are told. */
class SandboxWordsTest {
    @Test
    void aPolicyKnowsItsHosts() {
        NetworkPolicy policy = new NetworkPolicy.Hosts(Set.of("Registry.Example.org", "*.cloud.test", "10.1.2.3"));
        for (String host : List.of(
                "registry.example.org", "REGISTRY.example.ORG.", "a.cloud.test", "a.b.cloud.test", "10.1.2.3")) {
            assertThat(policy.allows(host)).as(host).isTrue();
        }
        for (String host : List.of(
                "example.org", "cloud.test", "xcloud.test", ".cloud.test", "a.cloud.test.evil", "10.1.2.30", "")) {
            assertThat(policy.allows(host)).as(host).isFalse();
        }
        assertThat(policy.words()).isEqualTo("hosts: *.cloud.test, 10.1.2.3, registry.example.org");
        assertThat(NetworkPolicy.NONE.allows("a")).isFalse();
        assertThat(NetworkPolicy.OPEN.allows("a")).isTrue();
        for (String wrong : List.of("", "*", "*.", "a b", "http://a", "a*b", "*.*.a", "a/b")) {
            assertThatThrownBy(() -> new NetworkPolicy.Hosts(Set.of(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void endsAreSentences() {
        assertThat(new Ended.OutOfMemory(512L << 20).sentence())
                .isEqualTo("The run needed more than 512 MiB of memory.");
        assertThat(new Ended.DiskFull(4L << 30).sentence()).isEqualTo("The run filled its 4 GiB of disk.");
        assertThat(new Ended.TimedOut(Duration.ofHours(1)).sentence())
                .isEqualTo("The run was stopped after its time limit of 60 min.");
        assertThat(new Ended.Exited(0).succeeded()).isTrue();
        assertThat(new Ended.Exited(1).succeeded()).isFalse();
        assertThat(new Ended.Cancelled(false).succeeded()).isFalse();
    }

    @Test
    void limitsHaveASense() {
        assertThatThrownBy(() -> Confinement.Limits.usual().withMemoryBytes(1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Confinement.Limits.usual().withTime(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** However the bytes arrive. */
    @RepeatedTest(20)
    void linesAreTheSameInWhateverPieces(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 50; line++) {
            text.append("é€x".repeat(random.nextInt(40))).append(line % 3 == 0 ? "\r\n" : "\n");
        }
        text.append("the last");
        List<String> lines = new ArrayList<>();
        byte[] bytes = text.toString().getBytes(UTF_8);
        try (OutputLines output = new OutputLines(lines::add)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + random.nextInt(50), bytes.length - at);
                output.write(bytes, at, length);
                at += length;
            }
        }
        assertThat(lines).isEqualTo(text.toString().lines().toList());
    }

    @Test
    void aLineWithoutEndGoesOnInPieces() {
        List<String> pieces = new ArrayList<>();
        try (OutputLines output = new OutputLines(pieces::add)) {
            byte[] many = "€".repeat(100_000).getBytes(UTF_8);
            output.write(many, 0, many.length);
            output.write("\nnext\n".getBytes(UTF_8), 0, 6);
        }
        assertThat(pieces).hasSizeBetween(5, 10).last().isEqualTo("next");
        assertThat(pieces.subList(0, pieces.size() - 1)).allMatch(piece -> piece.length() < 70_000);
    }
}
