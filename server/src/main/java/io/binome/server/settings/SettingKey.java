package io.binome.server.settings;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One key that may be set.
 *
 * @param name as written in {@code binome.properties}, such as {@code binome.database.password-file}
 * @param fallback the value when it is not set; null for none
 */
record SettingKey(String name, @Nullable String fallback, String description) {
    /** All of them, in the order in which {@link Settings} declares them. */
    static List<SettingKey> all() {
        List<SettingKey> keys = new ArrayList<>();
        collect("binome", Settings.class, keys);
        return List.copyOf(keys);
    }

    /** The environment variable that sets it. */
    String variable() {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static void collect(String prefix, Class<?> group, List<SettingKey> keys) {
        RecordComponent[] components = group.getRecordComponents();
        Parameter[] parameters = group.getDeclaredConstructors()[0].getParameters();
        for (int at = 0; at < components.length; at++) {
            String name = prefix + "." + kebab(components[at].getName());
            Class<?> type = components[at].getType();
            if (type.isRecord()) {
                collect(name, type, keys);
                continue;
            }
            Description description = components[at].getAnnotation(Description.class);
            if (description == null) {
                throw new IllegalStateException(name + " has no @Description");
            }
            // The framework's annotation stands on the constructor's parameters only.
            DefaultValue value = parameters[at].getAnnotation(DefaultValue.class);
            String fallback = value == null || value.value().length == 0 ? null : String.join(",", value.value());
            keys.add(new SettingKey(name, fallback, description.value()));
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
