package io.binome.workloads.internal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The forms in which this room keeps values in the database. */
final class StoredJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(ContainerSpec.Mount.class, MountTypes.class)
            .build();

    private StoredJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ContainerSpec.Mount.Volume.class, name = "volume"),
        @JsonSubTypes.Type(value = ContainerSpec.Mount.Temporary.class, name = "temporary"),
        @JsonSubTypes.Type(value = ContainerSpec.Mount.File.class, name = "file"),
        @JsonSubTypes.Type(value = ContainerSpec.Mount.Folder.class, name = "folder")
    })
    private interface MountTypes {}

    static byte[] bytes(AppliedService service) {
        return MAPPER.writeValueAsBytes(service);
    }

    static byte[] bytes(ContainerSpec spec) {
        return MAPPER.writeValueAsBytes(spec);
    }

    static AppliedService service(byte[] json) {
        return MAPPER.readValue(json, AppliedService.class);
    }

    static String text(SortedMap<String, Value> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((path, value) -> json.put(
                path,
                switch (value) {
                    case Value.Known known -> Map.of("value", known.json());
                    case Value.Sensitive sensitive -> Map.of("sensitive", sensitive.fingerprint());
                    case Value.Unknown _ -> Map.of();
                }));
        return MAPPER.writeValueAsString(json);
    }

    static SortedMap<String, Value> attributes(@Nullable String json) {
        SortedMap<String, Value> values = new TreeMap<>();
        if (json != null) {
            Map<String, Map<String, String>> read = MAPPER.readValue(json, new TypeReference<>() {});
            read.forEach((path, value) -> {
                String known = value.get("value");
                String sensitive = value.get("sensitive");
                values.put(
                        path,
                        known != null
                                ? new Value.Known(known)
                                : sensitive != null ? new Value.Sensitive(sensitive) : new Value.Unknown());
            });
        }
        return values;
    }

    /** What a known value says: a text without its quotes, a number as digits; empty for all others. */
    static String plain(@Nullable Value value) {
        return value instanceof Value.Known known ? String.valueOf(MAPPER.readValue(known.json(), Object.class)) : "";
    }
}
