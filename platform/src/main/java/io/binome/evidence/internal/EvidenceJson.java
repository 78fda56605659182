package io.binome.evidence.internal;

import io.binome.changes.Activity;
import io.binome.changes.Change;
import io.binome.changes.StackPlan;
import io.binome.contracts.ContractVersion;
import io.binome.kernel.Id;
import io.binome.kernel.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** The files of a pack as JSON: the records of the rooms as they are, ids as text. */
final class EvidenceJson {
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Id.class, new ToStringSerializer(Id.class))
                    .addSerializer(Money.class, new ToStringSerializer(Money.class)))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private EvidenceJson() {}

    static String text(Object value) {
        return JSON.writeValueAsString(value) + "\n";
    }

    static Map<String, Object> fields(Object record) {
        return JSON.convertValue(record, FIELDS);
    }

    static Map<String, Object> change(Change change) {
        Map<String, Object> fields = new LinkedHashMap<>(fields(change));
        fields.put("reference", change.reference());
        fields.put("state", change.state().name());
        return fields;
    }

    static Map<String, Object> activity(Activity activity) {
        return fields(activity);
    }

    static Map<String, Object> plan(StackPlan plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stack", plan.declaration().name());
        fields.put("hash", plan.hash());
        fields.put("plannedAt", plan.plannedAt().toString());
        fields.put("run", plan.run().toString());
        fields.put("findings", plan.findings());
        fields.put("failure", plan.failure());
        fields.put("awaits", plan.awaits());
        fields.put("plan", plan.plan() == null ? null : plan.plan().toJson());
        return fields;
    }

    static Map<String, Object> contract(ContractVersion version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", version.number());
        fields.put("accepted", version.accepted());
        fields.put("commit", version.commit());
        fields.put("change", version.change() == null ? null : version.change().toString());
        fields.put("since", version.since().toString());
        return fields;
    }
}
