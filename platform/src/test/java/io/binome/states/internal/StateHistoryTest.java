package io.binome.states.internal;

import static io.binome.states.internal.OpenStates.LINEAGE;
import static io.binome.states.internal.OpenStates.code;
import static io.binome.states.internal.OpenStates.lock;
import static io.binome.states.internal.OpenStates.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.Actor;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateDifference;
import io.binome.states.StateDifference.Attribute;
import io.binome.states.StateDifference.Entry;
import io.binome.states.StateDifference.Kind;
import io.binome.states.StateResource;
import io.binome.states.StateVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looking into versions, going back to one, taking a resource out. */
class StateHistoryTest {
    private static final Actor LEAD = new Actor.Machine("lead");
    private static final String PROVIDER = "provider[\\\"terraform.io/builtin/terraform\\\"]";
    private final OpenStates open = new OpenStates();
    private final StateClient.OfRun run = open.run(StateAccess.WRITE);

    @AfterEach
    void close() {
        open.close();
    }

    private static String resource(String module, String name, String... instances) {
        return "{" + (module.isEmpty() ? "" : "\"module\":\"" + module + "\",")
                + "\"mode\":\"managed\",\"type\":\"terraform_data\",\"name\":\"" + name + "\",\"provider\":\""
                + PROVIDER
                + "\",\"instances\":[" + String.join(",", instances) + "]}";
    }

    private static String instance(String key, String attributes, String sensitive) {
        return "{" + (key.isEmpty() ? "" : "\"index_key\":" + key + ",") + "\"schema_version\":0,\"attributes\":{"
                + attributes + "},\"sensitive_attributes\":[" + sensitive + "]}";
    }

    private static String plain(String attributes) {
        return instance("", attributes, "");
    }

    private StateVersion write(long serial, String... resources) {
        return open.write(run, null, state(serial, LINEAGE, String.join(",", resources)));
    }

    private StateDifference difference(StateVersion from, StateVersion to) {
        return open.states.difference(open.alma, from, to);
    }

    @Test
    void resourcesHaveTheAddressesThatTerraformPrints() {
        StateVersion version = write(
                1,
                resource("", "a", plain("\"id\":\"1\"")),
                resource("module.x[\\\"k\\\"]", "b", instance("0", "", ""), instance("\"k\"", "", "")),
                resource("", "c", "{\"deposed\":\"ab12\",\"attributes\":{}}"));
        assertThat(open.states.resources(open.alma, version.id()))
                .extracting(StateResource::address)
                .containsExactly(
                        "terraform_data.a",
                        "module.x[\"k\"].terraform_data.b[0]",
                        "module.x[\"k\"].terraform_data.b[\"k\"]",
                        "terraform_data.c (deposed ab12)");
    }

    @Test
    void aDifferenceShowsAttributesAndHidesWhatIsSensitive() {
        String path = "[{\"type\":\"get_attr\",\"value\":\"secret\"}]";
        String deep =
                "[{\"type\":\"get_attr\",\"value\":\"list\"},{\"type\":\"index\",\"value\":{\"value\":1,\"type\":\"number\"}}]";
        StateVersion first = write(
                1,
                resource("", "gone", plain("\"id\":\"1\"")),
                resource(
                        "",
                        "a",
                        instance("", "\"size\":1,\"secret\":\"hunter1\",\"list\":[1,\"hunter3\"]", path + "," + deep)));
        StateVersion second = write(
                2,
                resource("", "new", plain("\"id\":\"2\"")),
                resource(
                        "",
                        "a",
                        instance("", "\"size\":2,\"secret\":{\"v\":\"hunter2\"},\"list\":[1,\"hunter4\"]", deep)));
        StateDifference difference = difference(first, second);
        assertThat(difference.added()).isEqualTo(1);
        assertThat(difference.removed()).isEqualTo(1);
        assertThat(difference.changed()).isEqualTo(1);
        assertThat(difference.entries())
                .extracting(Entry::address, Entry::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("terraform_data.a", Kind.CHANGED),
                        org.assertj.core.groups.Tuple.tuple("terraform_data.gone", Kind.REMOVED),
                        org.assertj.core.groups.Tuple.tuple("terraform_data.new", Kind.ADDED));
        assertThat(difference.entries().getFirst().attributes())
                .hasSize(3)
                .containsEntry("size", new Attribute("1", "2"))
                .containsEntry("secret", new Attribute(Attribute.SENSITIVE, Attribute.SENSITIVE))
                .containsEntry("list.1", new Attribute(Attribute.SENSITIVE, Attribute.SENSITIVE));
        assertThat(difference.toString()).doesNotContain("hunter");
    }

    @Test
    void aPathThatIsNotUnderstoodHidesWhatHoldsIt() {
        String odd = "[{\"type\":\"get_attr\",\"value\":\"set\"},{\"type\":\"index\",\"value\":{\"value\":{\"a\":1}}}]";
        StateVersion first = write(1, resource("", "a", instance("", "\"set\":[\"hunter1\"]", odd)));
        StateVersion second = write(2, resource("", "a", instance("", "\"set\":[\"hunter2\"]", "[{}]")));
        assertThat(difference(first, second).toString()).doesNotContain("hunter");
    }

    @Test
    void outputsAreComparedToo() {
        StateVersion first = open.write(
                run,
                null,
                state(1).replace("\"outputs\": {}", "\"outputs\": {\"a\":{\"value\":1,\"type\":\"number\"}}"));
        StateVersion second = open.write(
                run,
                null,
                state(2).replace(
                                "\"outputs\": {}",
                                "\"outputs\": {\"a\":{\"value\":2,\"type\":\"number\"},"
                                        + "\"b\":{\"value\":\"hunter2\",\"type\":\"string\",\"sensitive\":true}}"));
        assertThat(difference(first, second).entries())
                .extracting(Entry::address)
                .containsExactly("output.a", "output.b");
        assertThat(difference(first, second).toString()).doesNotContain("hunter2");
    }

    @Test
    void moreThanIsShownIsCounted() {
        StateVersion first = write(1);
        String[] many = new String[StateDifference.MOST + 10];
        for (int i = 0; i < many.length; i++) {
            many[i] = resource("", "r" + i, plain("\"id\":" + i));
        }
        StateDifference difference = difference(first, write(2, many));
        assertThat(difference.added()).isEqualTo(StateDifference.MOST + 10);
        assertThat(difference.entries()).hasSize(StateDifference.MOST);
    }

    @Test
    void goingBackWritesTheSameBytesUnderTheNextSerial() {
        write(1, resource("", "a", plain("\"float\":1.50,\"id\":\"1\"")));
        write(99, resource("", "b", plain("\"id\":\"2\"")));
        StateVersion back = open.states.rollBack(open.alma, open.key, LEAD, 1);
        assertThat(back.serial()).isEqualTo(100);
        assertThat(back.origin()).isEqualTo(StateVersion.Origin.ROLLED_BACK);
        assertThat(open.body(back))
                .isEqualTo(state(100, LINEAGE, resource("", "a", plain("\"float\":1.50,\"id\":\"1\""))));
        assertThat(open.states.latest(open.alma, open.key)).contains(back);
        assertThat(open.recorded()).endsWith("state.rolled-back");
    }

    @Test
    void goingBackBringsBackWhatWasDeleted() {
        write(7, resource("", "a", plain("\"id\":\"1\"")));
        open.states.delete(open.alma, open.key, run, null);
        assertThat(open.states.rollBack(open.alma, open.key, LEAD, 7).serial()).isEqualTo(8);
        open.states.delete(open.alma, open.key, run, null);
        open.write(run, null, state(1, "another", ""));
        assertThat(code(() -> open.states.rollBack(open.alma, open.key, LEAD, 8)))
                .isEqualTo("state-lineage-foreign");
    }

    @Test
    void nothingIsChangedUnderSomebodysLock() {
        write(1, resource("", "a", plain("\"id\":\"1\"")));
        write(2);
        open.states.lock(open.alma, open.key, open.person(), lock("a"));
        assertThat(code(() -> open.states.rollBack(open.alma, open.key, LEAD, 1)))
                .isEqualTo("state-locked");
        assertThat(code(() -> open.states.removeResource(open.alma, open.key, LEAD, "terraform_data.a")))
                .isEqualTo("state-locked");
    }

    @Test
    void aResourceIsTakenOutAndTheRestStays() {
        write(
                1,
                resource("", "a", plain("\"float\":1.50,\"big\":123456789012345678901234567890.10")),
                resource("module.x[0]", "b", plain("\"id\":\"2\"")),
                resource("module.xy", "c", instance("0", "\"id\":\"3\"", ""), instance("1", "\"id\":\"4\"", "")));
        assertThat(code(() -> open.states.removeResource(open.alma, open.key, LEAD, "terraform_data.z")))
                .isEqualTo("state-resource-not-found");
        assertThat(code(() -> open.states.removeResource(open.alma, open.key, LEAD, "a\0")))
                .isEqualTo("invalid-input");
        open.states.removeResource(open.alma, open.key, LEAD, "module.x");
        StateVersion left = open.states.removeResource(open.alma, open.key, LEAD, "module.xy.terraform_data.c[1]");
        assertThat(left.serial()).isEqualTo(3);
        assertThat(left.removed()).isEqualTo("module.xy.terraform_data.c[1]");
        assertThat(open.states.resources(open.alma, left.id()))
                .extracting(StateResource::address)
                .containsExactly("terraform_data.a", "module.xy.terraform_data.c[0]");
        assertThat(open.body(left)).contains("1.50", "123456789012345678901234567890.10", "\"check_results\" : null");
        open.states.removeResource(open.alma, open.key, LEAD, "terraform_data.a");
        StateVersion last = open.states.removeResource(open.alma, open.key, LEAD, "module.xy.terraform_data.c[0]");
        assertThat(open.states.resources(open.alma, last.id())).isEmpty();
        assertThat(open.recorded()).endsWith("state.resource-removed");
        assertThat(open.chunks()).isEqualTo(5);
    }

    @Test
    void nothingWasEverWritten() {
        assertThat(code(() -> open.states.removeResource(open.alma, open.key, LEAD, "a.b")))
                .isEqualTo("state-not-found");
        assertThat(code(() -> open.states.rollBack(open.alma, open.key, LEAD, 1)))
                .isEqualTo("state-version-not-found");
        assertThat(open.states.summary(open.alma, open.key).latest()).isNull();
    }
}
