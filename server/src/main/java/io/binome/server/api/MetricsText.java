package io.binome.server.api;

import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metrics in Prometheus's text format, version 0.0.4: families one after the other, each with its help, its type and its
 * samples, in the order of their names and labels. Source: prometheus.io/docs/instrumenting/exposition_formats.
 */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain;version=0.0.4;charset=utf-8";

    private final SortedMap<String, Family> families = new TreeMap<>();

    private record Family(String type, String help, SortedMap<String, String> samples) {}

    /** @param value a base unit: seconds, bytes, or a number of things; each set of labels has one */
    void counter(String name, String help, Map<String, String> labels, BigDecimal value) {
        add("counter", name, help, labels, value);
    }

    void gauge(String name, String help, Map<String, String> labels, BigDecimal value) {
        add("gauge", name, help, labels, value);
    }

    private void add(String type, String name, String help, Map<String, String> labels, BigDecimal value) {
        families.computeIfAbsent(name, _ -> new Family(type, help, new TreeMap<>()))
                .samples()
                .put(labels(labels), value.toPlainString());
    }

    private static String labels(Map<String, String> labels) {
        StringBuilder text = new StringBuilder("{");
        new TreeMap<>(labels).forEach((name, value) -> {
            text.append(text.length() == 1 ? "" : ",").append(name).append("=\"");
            text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
        });
        return text.append('}').toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(family.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.samples().forEach((labels, value) -> text.append(name)
                    .append(labels)
                    .append(' ')
                    .append(value)
                    .append('\n'));
        });
        return text.toString();
    }
}
