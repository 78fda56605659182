package io.binome.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan that was kept is the plan that was reviewed. */
class PlanJsonTest {
    @Property(tries = 300)
    void aPlanComesBackAsItWasWithItsHash(@ForAll("plans") Plan plan) {
        Plan read = PlanJson.read(CanonicalJson.text(plan.toJson()));
        assertThat(read).isEqualTo(plan);
        assertThat(read.hash()).isEqualTo(plan.hash()).isEqualTo(Sha256.hex(CanonicalJson.bytes(plan.toJson())));
    }

    @Property(tries = 200)
    void theOrderInWhichChangesWereFoundIsOfNoMatter(@ForAll("plans") Plan plan, @ForAll long seed) {
        List<ResourceChange> shuffled = new ArrayList<>(plan.changes());
        Collections.shuffle(shuffled, new Random(seed));
        Plan other = new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                shuffled,
                new TreeMap<>(plan.resolutions()),
                plan.outputs().reversed(),
                plan.drift().reversed(),
                plan.checks().reversed(),
                plan.deferred().reversed(),
                plan.targets().reversed());
        assertThat(other.hash()).isEqualTo(plan.hash());
    }

    @Property(tries = 200)
    void anotherPlanHasAnotherHash(@ForAll("plans") Plan plan, @ForAll("plans") Plan other) {
        assertThat(plan.hash().equals(other.hash())).isEqualTo(plan.equals(other));
    }

    /** Hashes of plans that were approved must hold after an upgrade: a change of this value is a change of format. */
    @Test
    void theHashOfThisPlanIsForGood() {
        SortedMap<String, Value> after = new TreeMap<>(Map.of(
                "image",
                Value.text("shop:1"),
                "replicas",
                Value.number(2),
                "tls",
                Value.truth(true),
                "password",
                new Value.Sensitive("ab12"),
                "address",
                new Value.Unknown()));
        Plan plan = new Plan(
                "compose",
                "shop",
                "dev",
                List.of(new ResourceChange(
                        "service.web",
                        "service",
                        "web",
                        Action.CREATE,
                        new TreeMap<>(),
                        after,
                        List.of(),
                        List.of("é"))),
                new TreeMap<>(Map.of("shop:1", "sha256:00")));
        assertThat(CanonicalJson.text(plan.toJson()))
                .isEqualTo("{\"engine\":\"compose\",\"environment\":\"dev\",\"format_version\":\"1\","
                        + "\"resolutions\":{\"shop:1\":\"sha256:00\"},\"resource_changes\":[{\"action\":\"CREATE\","
                        + "\"address\":\"service.web\",\"after\":{\"address\":{\"unknown\":true},"
                        + "\"image\":{\"value\":\"\\\"shop:1\\\"\"},\"password\":{\"sensitive\":\"ab12\"},"
                        + "\"replicas\":{\"value\":\"2\"},\"tls\":{\"value\":\"true\"}},\"before\":{},\"name\":\"web\","
                        + "\"notes\":[\"é\"],\"replaced_because\":[],\"type\":\"service\"}],\"stack\":\"shop\"}");
        assertThat(PlanJson.read(CanonicalJson.text(plan.toJson()))).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"format_version\":\"2\",\"engine\":\"\",\"stack\":\"\",\"environment\":\"\",\"resolutions\":{},\"resource_changes\":[]}",
                "{\"format_version\":\"1\",\"engine\":\"\",\"stack\":\"\",\"environment\":\"\",\"resolutions\":{},\"resource_changes\":[],\"more\":1}",
                "{\"format_version\":\"1\",\"engine\":\"\",\"stack\":\"\",\"environment\":\"\",\"resolutions\":{\"a\":1},\"resource_changes\":[]}",
                "{\"format_version\":\"1\",\"engine\":\"\",\"stack\":\"\",\"environment\":\"\",\"resolutions\":{},\"resource_changes\":[1]}"
            })
    void whatIsNoPlanIsRefused(String json) {
        assertThatThrownBy(() -> PlanJson.read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRelabelledStackIsGovernedByBothEnvironments() {
        Stack applied = stack("production", "c", null, null);
        assertThat(applied.governedBy(declaration("dev"))).containsExactly("dev", "production");
        assertThat(applied.governedBy(declaration("production"))).containsExactly("production");
        assertThat(applied.governedBy(null)).containsExactly("production");
        assertThat(stack("production", null, null, null).governedBy(declaration("dev")))
                .containsExactly("dev");
        assertThat(stack("dev", "c", "d", "production").governedBy(declaration("dev")))
                .containsExactly("dev", "production");
    }

    private static StackDeclaration declaration(String environment) {
        return new StackDeclaration("s", "", "compose", environment, "main", List.of(), List.of(), new TreeMap<>());
    }

    private static Stack stack(String environment, String applied, String partial, String partialEnvironment) {
        java.util.UUID id = new java.util.UUID(1, 1);
        return new Stack(
                new io.binome.kernel.StackId(id),
                new io.binome.kernel.RepositoryId(id),
                declaration(environment),
                applied,
                partial,
                partialEnvironment == null ? null : declaration(partialEnvironment));
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<String> words = Arbitraries.strings().ofMaxLength(8).filter(PlanJsonTest::isText);
        Arbitrary<Value> values = Arbitraries.oneOf(
                words.map(Value::text),
                Arbitraries.longs().map(Value::number),
                Arbitraries.of(true, false).map(Value::truth),
                words.map(Value.Sensitive::new),
                words.map(Value.Unknown::new),
                Arbitraries.just(new Value.Unknown()));
        Arbitrary<SortedMap<String, Value>> attributes =
                Arbitraries.maps(words, values).ofMaxSize(4).map(TreeMap::new);
        Arbitrary<List<String>> texts = words.list().ofMaxSize(3);
        Arbitrary<Action> actions = Arbitraries.of(Action.class);
        Arbitrary<Provenance> provenances = Combinators.combine(
                        words.injectNull(0.7), words.injectNull(0.7), words.injectNull(0.7))
                .as(Provenance::new);
        Arbitrary<ResourceChange> changes = Combinators.combine(
                        words, words, actions, attributes, attributes, texts, texts, provenances)
                .as((address, type, action, before, after, because, notes, provenance) ->
                        new ResourceChange(address, type, type, action, before, after, because, notes, provenance));
        Arbitrary<List<ResourceChange>> resources = changes.list().ofMaxSize(4).uniqueElements(ResourceChange::address);
        Arbitrary<List<OutputChange>> outputs = Combinators.combine(words, actions, attributes, attributes)
                .as(OutputChange::new)
                .list()
                .ofMaxSize(2)
                .uniqueElements(OutputChange::name);
        Arbitrary<List<PlanCheck>> checks = Combinators.combine(words, Arbitraries.of(PlanCheck.Status.class), texts)
                .as(PlanCheck::new)
                .list()
                .ofMaxSize(2)
                .uniqueElements(PlanCheck::address);
        return Combinators.combine(
                        words,
                        words,
                        resources,
                        Arbitraries.maps(words, words).ofMaxSize(3),
                        outputs,
                        resources,
                        checks,
                        resources)
                .as((engine, stack, list, resolutions, handedOn, drift, stated, deferred) -> new Plan(
                        engine, stack, stack, list, new TreeMap<>(resolutions), handedOn, drift, stated, deferred))
                .flatMap(whole -> words.list().ofMaxSize(2).map(targets -> limited(whole, targets)));
    }

    private static Plan limited(Plan plan, List<String> targets) {
        return new Plan(
                plan.engine(),
                plan.stack(),
                plan.environment(),
                plan.changes(),
                plan.resolutions(),
                plan.outputs(),
                plan.drift(),
                plan.checks(),
                plan.deferred(),
                targets);
    }

    /** Half of a surrogate pair is no text: no file that an engine reads can hold one. */
    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
