package io.binome.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How results are printed: in Markdown, so that docs/reference/benchmarks.md takes them as they are, or in JSON. */
final class Table {
    private Table() {}

    static void print(PrintStream out, Map<String, String> machine, List<Row> rows) {
        machine.forEach((what, is) -> out.println("- " + what + ": " + is));
        out.println();
        out.println("| row | measured | target | result | verdict |");
        out.println("|---|---|---|---|---|");
        rows.forEach(row -> out.println("| " + row.name() + " | " + row.what() + " | " + row.target() + " | "
                + row.measured() + " | " + row.verdict().word() + " |"));
        out.println();
        rows.forEach(
                row -> row.notes().forEach(note -> out.println("- " + row.name() + ", " + row.what() + ": " + note)));
    }

    static void printJson(PrintStream out, Map<String, String> machine, List<Row> rows) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode document = mapper.createObjectNode();
        ObjectNode on = document.putObject("machine");
        machine.forEach(on::put);
        ArrayNode all = document.putArray("rows");
        for (Row row : rows) {
            ObjectNode one = all.addObject()
                    .put("name", row.name())
                    .put("what", row.what())
                    .put("target", row.target())
                    .put("measured", row.measured())
                    .put("verdict", row.verdict().word());
            ArrayNode notes = one.putArray("notes");
            row.notes().forEach(notes::add);
        }
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }
}
