package io.binome.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** RFC 8785, section 3.2.2 and 3.2.4, but for its numbers that are not whole. */
    @Test
    void writesTheExampleOfTheRfc() {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("string", "\u20ac$\u000F\nA'B\"\\\\\"/");
        example.put("literals", Arrays.asList(null, true, false));
        assertThat(CanonicalJson.bytes(example))
                .isEqualTo(HexFormat.of()
                        .parseHex(
                                "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22e282ac"
                                        + "245c75303030665c6e4127425c225c5c5c5c5c222f227d"));
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void sortsKeysByUtf16CodeUnits() {
        List<String> sorted = List.of("\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33");
        List<String> shuffled = new ArrayList<>(sorted);
        Collections.reverse(shuffled);
        Map<String, Object> map = new LinkedHashMap<>();
        shuffled.forEach(key -> map.put(key, 0));
        StringBuilder wanted = new StringBuilder("{");
        sorted.forEach(key -> wanted.append(wanted.length() > 1 ? "," : "")
                .append('"')
                .append(key.equals("\r") ? "\\r" : key)
                .append("\":0"));
        assertThat(CanonicalJson.text(map)).isEqualTo(wanted.append('}').toString());
    }

    @Test
    void refusesWhatHasNoExactForm() {
        assertThatThrownBy(() -> CanonicalJson.text(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.text((1L << 53) + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.text("\ud83d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.text("\ude00\ud83d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.text(Map.of("\ud83dx", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500)
    void isStableUnderReadingAndWriting(@ForAll("values") Object value) {
        String text = CanonicalJson.text(value);
        Object read = JSON.readValue(text, Object.class);
        assertThat(CanonicalJson.text(read)).isEqualTo(text);
        assertThat(new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Property(tries = 200)
    void doesNotDependOnTheOrderOfKeys(@ForAll("maps") Map<String, Object> map) {
        List<Map.Entry<String, Object>> entries = new ArrayList<>(map.entrySet());
        Collections.reverse(entries);
        Map<String, Object> turned = new LinkedHashMap<>();
        entries.forEach(entry -> turned.put(entry.getKey(), entry.getValue()));
        assertThat(CanonicalJson.text(turned)).isEqualTo(CanonicalJson.text(map));
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(
                unicode().map(text -> text),
                Arbitraries.longs().between(-(1L << 53), 1L << 53).map(number -> number),
                Arbitraries.of(true, false).map(truth -> truth));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(4).map(list -> list),
                        Arbitraries.maps(unicode(), inner).ofMaxSize(4).map(map -> map)),
                0,
                3);
    }

    @Provide
    Arbitrary<Map<String, Object>> maps() {
        return Arbitraries.maps(unicode(), values()).ofMaxSize(6);
    }

    private static Arbitrary<String> unicode() {
        return Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(8)
                .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
    }
}
