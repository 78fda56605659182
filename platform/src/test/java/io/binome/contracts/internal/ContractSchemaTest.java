package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.binome.contracts.ContractReading;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The published schema says of calendars what the reader says, so that an editor helps and never misleads. */
class ContractSchemaTest {
    private static final String WINDOW = "zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: '22:00', ";
    private static JsonSchema schema;

    @BeforeAll
    static void published() throws Exception {
        try (InputStream stream = ContractReader.class.getResourceAsStream("/schema/contract.schema.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(stream);
        }
    }

    private static String contract(String calendar) {
        return "environments: {e: {autonomy: peer, calendar: {" + calendar + "}}}";
    }

    private static boolean readerTakes(String source) {
        return ContractReading.of("contract.yaml", source.getBytes(StandardCharsets.UTF_8))
                instanceof ContractReading.Read;
    }

    private static boolean schemaTakes(String source) {
        Node root = new Yaml(new LoaderOptions()).compose(new StringReader(source));
        String json = JsonMapper.builder().build().writeValueAsString(json(root));
        return schema.validate(json, InputFormat.JSON).isEmpty();
    }

    /** As YAML 1.2 means it, which editors speak: a day and a time of day are texts. */
    private static JsonNode json(Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                mapping.getValue()
                        .forEach(entry ->
                                object.set(((ScalarNode) entry.getKeyNode()).getValue(), json(entry.getValueNode())));
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                sequence.getValue().forEach(item -> array.add(json(item)));
                yield array;
            }
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> JsonNodeFactory.instance.nullNode();
            case ScalarNode scalar
            when scalar.isPlain() && scalar.getValue().matches("-?[0-9]{1,9}") ->
                JsonNodeFactory.instance.numberNode(Integer.parseInt(scalar.getValue()));
            default -> JsonNodeFactory.instance.stringNode(((ScalarNode) node).getValue());
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zone: UTC",
                "zone: Europe/Paris, holidays: FR, x-note: {any: thing}",
                "zone: America/Argentina/Buenos_Aires, holidays: fr-57",
                "zone: Etc/GMT+1, goingBack: any-time",
                "zone: UTC, goingBack: in-windows, notice: 2 working days",
                "zone: UTC, notice: 4h",
                "zone: UTC, notice: 1d 12h",
                "zone: UTC, notice: PT4H30M",
                "zone: UTC, notice: 0h",
                "zone: UTC, notice: 60 working days",
                "zone: UTC, workingHours: {days: [monday, Tue, WE, th, frid], from: '8:30', to: '18:00'}",
                "zone: UTC, workingHours: {}",
                "zone: UTC, windows: [business-hours]",
                "zone: UTC, windows: [off-hours]",
                WINDOW + "for: 4h}]",
                WINDOW + "for: 1d 2h 30min}]",
                WINDOW + "for: P1DT2H}]",
                WINDOW + "until: '24:00'}]",
                WINDOW + "until: '5:00', except: [2027-12-24], onHolidays: closed, starting: 2027-01-04}]",
                WINDOW + "for: 4h, onHolidays: open, x-a: b}, business-hours]",
                "zone: UTC, windows: [{name: 5, rule: 'RRULE:FREQ=WEEKLY;BYDAY=TU,TH', at: 22:00, for: 90m}]",
                "zone: UTC, windows: [{name: w, rule: BYDAY=1SU;freq=monthly, at: 22:00, for: 90m}]",
                "zone: UTC, freezes: []",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2027-12-18, to: 2028-01-03, goingBack: allowed}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2027-12-18T18:00, to: 2028-01-03 24:00,"
                        + " except: [2027-12-24, {from: 2027-12-27 22:00, to: 2027-12-28}], goingBack: refused}]",
                "zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=MONTHLY;BYMONTHDAY=1, at: 0:00, for: 1d}]",
                "zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=MONTHLY;BYMONTHDAY=1, at: 0:00, until: 6:00}]",
                "zone: UTC, exceptions: [{from: 2027-02-01, to: 2027-02-01 24:00, reason: The new tax}]",
                "zone: UTC, exceptions: []",
            })
    void bothTake(String calendar) {
        assertThat(readerTakes(contract(calendar))).as("the reader").isTrue();
        assertThat(schemaTakes(contract(calendar))).as("the schema").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zone: CET",
                "zone: [UTC]",
                "zone: +01:00",
                "zone: UTC, window: []",
                "zone: UTC, windows: []",
                "zone: UTC, windows: ~",
                "zone: UTC, windows: [nights]",
                "zone: UTC, windows: {}",
                "zone: UTC, holidays: NYSE",
                "zone: UTC, notice: soon",
                "zone: UTC, notice: 61 working days",
                "zone: UTC, notice: ''",
                "zone: UTC, goingBack: yes",
                "zone: UTC, workingHours: {days: []}",
                "zone: UTC, workingHours: {days: [m]}",
                "zone: UTC, workingHours: {days: [mondays]}",
                "zone: UTC, workingHours: {from: 25:00}",
                "zone: UTC, workingHours: {hours: 8}",
                WINDOW + "for: 0h}]",
                WINDOW + "for: long}]",
                WINDOW + "for: 4h, until: '5:00'}]",
                WINDOW + "onHolidays: closed}]",
                WINDOW + "for: 4h, onHolidays: maybe}]",
                WINDOW + "for: 4h, except: [tomorrow]}]",
                WINDOW + "for: 4h, starting: monday}]",
                WINDOW + "for: 4h, name: ''}]",
                "zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: '25:00', for: 1h}]",
                "zone: UTC, windows: [{name: w, rule: FREQ=HOURLY, at: '5:00', for: 1h}]",
                "zone: UTC, windows: [{name: w, rule: every tuesday, at: '5:00', for: 1h}]",
                "zone: UTC, windows: [{rule: FREQ=DAILY, at: '5:00', for: 1h}]",
                "zone: UTC, windows: [{name: w, at: '5:00', for: 1h}]",
                "zone: UTC, windows: [{name: w, rule: FREQ=DAILY, for: 1h}]",
                "zone: UTC, freezes: [{name: f, from: 2026-12-18, to: 2026-12-19}]",
                "zone: UTC, freezes: [{reason: r, from: 2026-12-18, to: 2026-12-19}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-13-18, to: 2026-12-19}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2026-12-19, at: '5:00'}]",
                "zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=MONTHLY;BYMONTHDAY=1, at: 0:00, for: 1d,"
                        + " from: 2026-12-18}]",
                "zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=MONTHLY;BYMONTHDAY=1, at: 0:00}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2026-12-19, except: [{from: 2026-12-18}]}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2026-12-19, goingBack: any-time}]",
                "zone: UTC, freezes: ~",
                "zone: UTC, exceptions: [{from: 2027-02-01, to: 2027-02-01}]",
                "zone: UTC, exceptions: [{from: 2027-02-01, reason: r}]",
                "zone: UTC, exceptions: [2027-02-01]",
            })
    void bothRefuse(String calendar) {
        assertThat(readerTakes(contract(calendar))).as("the reader").isFalse();
        assertThat(schemaTakes(contract(calendar))).as("the schema").isFalse();
    }

    /** What takes knowledge of calendars is left to the reader; here it is written down what that is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zone: Europe/Pariss",
                "zone: UTC, holidays: ZZ",
                "zone: UTC, notice: 61d",
                "zone: UTC, windows: [{name: w, rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, at: 5:00, for: 1h}]",
                "zone: UTC, windows: [{name: w, rule: FREQ=WEEKLY;BYDAY=XX, at: 5:00, for: 1h}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-02-30, to: 2026-12-19}]",
                "zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2026-12-17}]",
                "zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=DAILY, at: '0:00', for: 1d}]",
                WINDOW + "for: 8d}]",
                WINDOW + "for: 1h}, {name: w, rule: FREQ=DAILY, at: '10:00', for: 1h}]",
            })
    void theReaderKnowsMore(String calendar) {
        assertThat(readerTakes(contract(calendar))).isFalse();
        assertThat(schemaTakes(contract(calendar))).isTrue();
    }
}
