package io.binome.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.TextDifference.Kind;
import io.binome.stacks.TextDifference.Line;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TextDifferenceTest {
    @Test
    void aPolicyIsComparedMemberByMember() {
        String before = "{\"Version\":\"2012\",\"Statement\":[{\"Action\":[\"a\",\"b\"],\"Effect\":\"Allow\"}]}";
        String after = "{\"Statement\":[{\"Action\":[\"a\",\"c\"],\"Effect\":\"Allow\"}],\"Version\":\"2012\"}";
        assertThat(TextDifference.isLong(before)).isTrue();
        assertThat(TextDifference.between(before, after).stream()
                        .filter(line -> line.kind() == Kind.REMOVED || line.kind() == Kind.ADDED)
                        .map(line -> line.text().strip()))
                .anyMatch(text -> text.contains("\"c\""))
                .noneMatch(text -> text.contains("Version"));
    }

    @Test
    void linesThatStayAreLeftOutButForTheNearest() {
        assertThat(TextDifference.between("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\n7"))
                .containsExactly(
                        new Line(Kind.GAP, "3"),
                        new Line(Kind.KEPT, "4"),
                        new Line(Kind.KEPT, "5"),
                        new Line(Kind.REMOVED, "6"),
                        new Line(Kind.ADDED, "7"));
        assertThat(TextDifference.isLong("one line\n")).isFalse();
    }

    @Property(tries = 500)
    void bothTextsCanBeReadFromIt(
            @ForAll @Size(max = 12) List<@CharRange(from = 'a', to = 'c') Character> before,
            @ForAll @Size(max = 12) List<@CharRange(from = 'a', to = 'c') Character> after) {
        String old = text(before);
        String now = text(after);
        List<Line> lines = TextDifference.between(old, now);
        assertThat(count(lines, Kind.REMOVED)).isEqualTo(old.isEmpty() ? 0 : old.split("\n", -1).length);
        assertThat(count(lines, Kind.ADDED)).isEqualTo(now.isEmpty() ? 0 : now.split("\n", -1).length);
    }

    private static String text(List<Character> lines) {
        return lines.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    /** Lines of this kind, and those that stay. */
    private static int count(List<Line> lines, Kind kind) {
        return lines.stream()
                .mapToInt(line -> line.kind() == Kind.GAP
                        ? Integer.parseInt(line.text())
                        : line.kind() == kind || line.kind() == Kind.KEPT ? 1 : 0)
                .sum();
    }
}
