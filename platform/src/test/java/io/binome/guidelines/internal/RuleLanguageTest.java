package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.runtime.Program;
import io.binome.guidelines.internal.RuleLanguage.Compiled;
import io.binome.guidelines.internal.RuleLanguage.Mistake;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What an expression of a rule gives, over one resource. */
class RuleLanguageTest {
    private static final RuleLanguage LANGUAGE = RuleLanguage.ofResources();

    private static final String AFTER = """
            {"image": "nginx:latest", "port": 80, "share": 1.5, "on": true, "nothing": null, "tags": {"Owner": "ops", "a.b/c": "x"},
             "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "from_port": 22}, {"cidr_blocks": ["0.0.0.0/0", "::/0"], "from_port": 443}],
             "limits": {"memory": 67108864}, "policy": "{\\"Statement\\": {\\"Action\\": \\"*\\"}}", "big": "BIG"}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource.after.image.endsWith(':latest')",
                "resource.after.image == 'nginx:latest' && resource.type == 'service'",
                "resource.after.port == 80 && resource.after.port > 79 && resource.after.share > 1",
                "resource.after.port < 80.5",
                "resource.after.on",
                "!has(resource.after.missing) && has(resource.after.image)",
                "resource.after.nothing == null",
                "resource.after.tags.Owner == 'ops' && 'Owner' in resource.after.tags",
                "resource.after.get('tags.Owner') == 'ops'",
                "resource.after.get('tags[\"a.b/c\"]') == 'x'",
                "resource.after.get('missing.deep.er') == null",
                "resource.after.get('missing.deep.er', 7) == 7",
                "resource.after.get('ingress[1].from_port') == 443",
                "resource.after.each('ingress[*].cidr_blocks[*]') == ['10.0.0.0/8', '0.0.0.0/0', '::/0']",
                "resource.after.each('ingress.*.from_port').exists(port, port == 22)",
                "resource.after.each('missing[*]') == []",
                "resource.after.each('tags.*').size() == 2",
                "resource.after.ingress.exists(rule, rule.cidr_blocks.exists(cidr, isAnywhere(cidr)))",
                "resource.after.ingress.filter(rule, rule.from_port == 22).all(rule, !rule.cidr_blocks.exists(c, isAnywhere(c)))",
                "parseJson(resource.after.policy).get('Statement.Action') == '*'",
                "listOf(parseJson(resource.after.policy).get('Statement')).all(s, listOf(s.Action) == ['*'])",
                "listOf(null) == [] && listOf('a') == ['a'] && listOf(['a', 'b']) == ['a', 'b']",
                "resource.after.image.glob('nginx:*') && !resource.after.image.glob('nginx')",
                "resource.after.image.matches('^[a-z]+:latest$')",
                "resource.after.image.contains('x:l')",
                "resource.after.?limits.?memory.orValue(0) == 67108864",
                "resource.after.?limits.?cpus.orValue(5) == 5",
                "'a' + 'b' == 'ab' && [1] + [2] == [1, 2]",
                "'A-b'.lowerAscii().split('-') == ['a', 'b']",
                "time.getHours('Europe/Paris') == 11",
                "duration('1h') < duration('90m')",
                "isSecret(resource.after.password) && resource.after.password == resource.before.password",
                "!isSecret('secret') && !isSecret(5)",
                // What is not known does not matter where it makes no difference.
                "resource.after.arn == 'x' || true",
                "!(false && resource.after.arn == 'x')",
                "has(resource.after.arn)",
                "[1, 2].exists(x, x == 2 || resource.after.arn == 'x')",
            })
    void holds(String expression) throws Exception {
        assertThat(eval(expression)).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "resource.after.arn == 'x'; arn",
                "resource.after.arn.startsWith('x'); arn",
                "resource.after.get('arn') == 'x'; arn",
                "resource.after.get('arn.deeper') == 'x'; arn",
                "resource.after.each('arn[*]').exists(x, x == 1); arn",
                "resource.after.?arn.orValue('') == 'x'; arn",
                "[1].all(x, resource.after.arn == 'x'); arn",
                "resource.after.vpc.id == 'x'; vpc.id",
                "resource.after.each('vpc.*').exists(x, x == 'z'); vpc.id",
            })
    void tellsOfWhatIsNotKnown(String expression, String path) throws Exception {
        assertThat(verdict(expression)).isEqualTo(new Verdict.Unknown(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "resource.adress == 'x'; 8; undefined field 'adress'",
                "resource.address + 1 == 'x'; 17; found no matching overload for '_+_'",
                "nothing == 1; 0; undeclared reference to 'nothing'",
                "resource.address ==; 19; mismatched input '<EOF>'",
                "resource.address; 8; expected type 'bool' but found 'string'",
                "plan.changes.all(c, c.acton == 'x'); 21; undefined field 'acton'",
                "stack.environment = 'x'; 18; token recognition error",
            })
    void refusesWhatDoesNotHoldTogetherAtItsPlace(String expression, int column, String reason) {
        assertThat(LANGUAGE.compile(expression)).isInstanceOfSatisfying(Compiled.Wrong.class, wrong -> {
            Mistake first = wrong.mistakes().getFirst();
            assertThat(first.reason()).contains(reason);
            assertThat(first.column()).isEqualTo(column);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource.after.missing == 1",
                "resource.after.missing.deep == 1",
                "resource.after.missing.startsWith('x')",
                "resource.after.ingress[7].from_port == 1",
                "resource.after.image.matches('(')",
                "resource.after.port",
                "1 / 0 == 1",
                "int(resource.after.image) == 1",
            })
    void sayWhyTheyBreak(String expression) throws Exception {
        assertThat(verdict(expression))
                .isInstanceOfSatisfying(Verdict.Broken.class, broken -> assertThat(broken.reason())
                        .isNotBlank()
                        .hasSizeLessThan(310)
                        .doesNotContain("java.", "dev.cel"));
    }

    static List<String> hostile() {
        String list = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29]";
        StringBuilder doubling = new StringBuilder("[resource.after.big]");
        for (int i = 0; i < 14; i++) {
            doubling.append(".map(x")
                    .append(i)
                    .append(", x")
                    .append(i)
                    .append(" + x")
                    .append(i)
                    .append(" + x")
                    .append(i)
                    .append(" + x")
                    .append(i)
                    .append(")");
        }
        return List.of(
                list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list + ".all(d, a + b + c + d >= 0))))",
                doubling + " == ['x']",
                "[" + list + "].map(x, x + x + x + x).map(x, x + x + x + x).map(x, x + x + x + x).map(x, x + x + x + x)"
                        + ".map(x, x + x + x + x).map(x, x + x + x + x).map(x, x + x + x + x).map(x, x + x + x + x) == []",
                list + ".all(a, " + list + ".all(b, " + list + ".exists(c, resource.after.big.matches('(x+x+)+y'))))",
                list + ".all(a, " + list + ".all(b, resource.after.big.contains(resource.after.big + 'y')))");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("hostile")
    @org.junit.jupiter.api.Timeout(20)
    void nothingHangs(String expression) throws Exception {
        long begin = System.nanoTime();
        assertThat(verdict(expression))
                .isInstanceOfAny(Verdict.Broken.class, Verdict.Violates.class, Verdict.Complies.class);
        assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }

    @Test
    void nothingTooDeepOrTooLongIsTaken() {
        assertThat(LANGUAGE.compile("(".repeat(500) + "true" + ")".repeat(500))).isInstanceOf(Compiled.Wrong.class);
        assertThat(LANGUAGE.compile("[".repeat(60) + "]".repeat(60) + " == []")).isInstanceOf(Compiled.Wrong.class);
        assertThat(LANGUAGE.compile("true || ".repeat(2_000) + "true")).isInstanceOf(Compiled.Wrong.class);
    }

    private static Object eval(String expression) throws Exception {
        return ScopedValue.where(Meter.CURRENT, new Meter())
                .call(() -> program(expression).eval(variables()));
    }

    private static Verdict verdict(String expression) throws Exception {
        Rule rule = new Rule(
                "test",
                new Rule.Place("test", 1, 1),
                Rule.About.RESOURCE,
                new java.util.TreeMap<>(),
                new Rule.Applies(List.of(), List.of(), List.of(), java.util.Set.of()),
                null,
                new Rule.Expression(expression, program(expression)),
                io.binome.guidelines.GuidelineFinding.Severity.WARN,
                Rule.Unknown.WARN,
                null,
                new java.util.TreeMap<>(),
                new java.util.TreeMap<>(),
                null,
                null,
                false,
                List.of());
        return ScopedValue.where(Meter.CURRENT, new Meter()).call(() -> Evaluation.verdict(rule, variables()));
    }

    private static Program program(String expression) {
        return switch (LANGUAGE.compile(expression)) {
            case Compiled.Ready(var program) -> program;
            case Compiled.Wrong wrong -> throw new AssertionError(expression + ": " + wrong.mistakes());
        };
    }

    private static Map<String, Object> variables() {
        Meter meter = Meter.CURRENT.get();
        meter.begin(100_000);
        Fact.Mapping after =
                (Fact.Mapping) Attributes.value(meter, JsonMapper.shared().readTree(AFTER));
        after.hold("big", "x".repeat(60_000));
        after.hold("password", "secret:abc");
        Fact.Mapping before = new Fact.Mapping(meter);
        before.hold("password", "secret:abc");
        Attributes.unknown(meter, after, "arn", "opentofu");
        Attributes.unknown(meter, after, "vpc.id", "opentofu");
        Fact.Mapping resource = new Fact.Mapping(meter);
        resource.hold("type", "service");
        resource.hold("address", "service.web");
        resource.hold("after", after);
        resource.hold("before", before);
        return Map.of("resource", resource, "time", Instant.parse("2026-01-05T10:00:00Z"));
    }
}
