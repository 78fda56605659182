package io.binome.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Values in the forms in which programs print them, and the lines that a process writes piece by piece. */
class SecretSearchTest {
    private static SecretSearch search(String... values) {
        return SecretSearch.of(List.of(values).stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings()
                .ofMinLength(4)
                .ofMaxLength(60)
                .withCharRange('!', '~')
                .withChars("é漢\uD83D\uDE80 ")
                .filter(value -> value.strip().equals(value)
                        && value.getBytes(StandardCharsets.UTF_8).length >= 6
                        && value.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    }

    @Property(tries = 400)
    void noFormOfAValueIsLeft(@ForAll("values") String value, @ForAll @IntRange(max = 7) int before) {
        SecretSearch search = search(value);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String around = "<".repeat(before);
        String json = JsonMapper.shared().writeValueAsString(value);
        String quoted = JsonMapper.shared().writeValueAsString("{\"a\":" + json + "}");
        String url = URLEncoder.encode(value, StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder();
        value.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        StringBuilder percents = new StringBuilder();
        for (byte b : bytes) {
            percents.append(String.format(Locale.ROOT, "%%%02x", b & 0xFF));
        }
        for (String form : List.of(
                value,
                json.substring(1, json.length() - 1),
                quoted,
                url,
                url.replace("+", "%20"),
                url.toLowerCase(Locale.ROOT).equals(url)
                        ? url
                        : url.replace("%2F", "%2f").replace("%3D", "%3d"),
                percents.toString(),
                escaped.toString(),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
            String masked = search.masked(around + form + " end");
            assertThat(masked).as(form).contains(LogMask.MASK).endsWith(" end");
            if (!form.equals(quoted)) {
                assertThat(masked).as(form).isEqualTo(around + LogMask.MASK + " end");
            }
            assertThat(search.findsIn(around + form)).isTrue();
        }
    }

    @Property(tries = 300)
    void base64IsFoundWhereverInALongerTextItBegins(
            @ForAll("values") String value,
            @ForAll @IntRange(max = 8) int before,
            @ForAll @IntRange(max = 8) int after) {
        SecretSearch search = search(value);
        byte[] all = ("\u0001".repeat(before) + value + "\u0002".repeat(after)).getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            String masked = search.masked(encoder.encodeToString(all));
            assertThat(masked).contains(LogMask.MASK);
            // No more than the bits that the value shares with its neighbours.
            String rest = masked.replace(LogMask.MASK, "");
            assertThat(rest.length()).isLessThanOrEqualTo((before + after) * 8 / 6 + 2 + 2 + 2);
        }
    }

    @Property(tries = 200)
    void whatAProcessWritesInPiecesIsMasked(@ForAll("values") String value, @ForAll Random random) {
        byte[] written = ("begin " + value + " middle\r\n" + value + "\nlast " + value + " here")
                .getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        try (MaskedLines out = new MaskedLines(search(value), lines::add)) {
            for (int at = 0; at < written.length; ) {
                int some = Math.min(written.length - at, 1 + random.nextInt(5));
                out.write(written, at, some);
                at += some;
            }
        }
        assertThat(lines).containsExactly("begin •••• middle", "••••", "last •••• here");
    }

    @Property(tries = 30)
    void aLineWithoutEndIsCutWhereNoValueIs(@ForAll Random random) {
        String value = "kX9#correct-horse~battery";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("abcdef".charAt(random.nextInt(6)));
            if (random.nextInt(40) == 0) {
                text.append(value);
            }
        }
        List<String> parts = new ArrayList<>();
        try (MaskedLines out = new MaskedLines(search(value), parts::add)) {
            byte[] written = text.toString().repeat(10).getBytes(StandardCharsets.UTF_8);
            out.write(written, 0, written.length);
        }
        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(String.join("", parts).replace(LogMask.MASK, "")).matches("[a-f]*");
    }

    @Test
    void base64ThatIsFoldedIntoLinesIsMaskedLineByLine() {
        byte[] key = new byte[300];
        new Random(1).nextBytes(key);
        SecretSearch search = SecretSearch.of(List.of(key));
        String folded = Base64.getMimeEncoder(76, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key);
        assertThat(folded.lines().map(search::masked)).containsOnly(LogMask.MASK);
        assertThat(("data: " + folded).lines().map(search::masked).findFirst()).contains("data: " + LogMask.MASK);
    }

    @Test
    void theLinesOfAValueAreFoundOneByOneAndTheFrameOfAKeyIsNot() {
        SecretSearch search =
                search("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n  kqhkiG9w0B\n-----END PRIVATE KEY-----\n");
        assertThat(search.masked("-----BEGIN PRIVATE KEY-----")).isEqualTo("-----BEGIN PRIVATE KEY-----");
        assertThat(search.masked("│ MIIEvQIBADANBg")).isEqualTo("│ ••••");
        assertThat(search.masked("kqhkiG9w0B,")).isEqualTo("••••,");
    }

    @Test
    void aPassphraseThatAProgramWrapsIsFoundInBothLines() {
        SecretSearch search = search("correct horse battery staple");
        assertThat(search.masked("│ the password correct horse")).isEqualTo("│ the password ••••");
        assertThat(search.masked("│ battery staple is wrong")).isEqualTo("│ •••• is wrong");
    }

    @Test
    void overlappingValuesLeaveNothing() {
        assertThat(search("abcdef", "defghi").masked("xabcdefghiy")).isEqualTo("x••••y");
        assertThat(search("abcd", "abcdefgh").masked("abcdefgh")).isEqualTo("••••");
    }

    @Test
    void shortValuesAndNoValuesChangeNothing() {
        assertThat(search("abc").masked("abc abc")).isEqualTo("abc abc");
        assertThat(SecretSearch.NONE.masked("100% \\u0041 +")).isEqualTo("100% \\u0041 +");
        assertThat(search("hunter2secret").masked("50% of \\ a+b %zz \\u00")).isEqualTo("50% of \\ a+b %zz \\u00");
        assertThat(search("hunter2secret")).asString().doesNotContain("hunter2");
    }
}
