package io.binome.billing.internal;

import io.binome.billing.Catalogue.Row;
import io.binome.stacks.Finding;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a catalogue of unit prices; docs/reference/prices.md is its description for people. */
final class CatalogueReader {
    static final int MAXIMUM_BYTES = 4 << 20;

    private static final int MOST_FINDINGS = 50;
    private static final List<String> REQUIRED = List.of("resource_type", "unit", "price", "currency", "from");
    private static final List<String> COLUMNS =
            List.of("resource_type", "part", "conditions", "unit", "quantity", "price", "currency", "from");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_-]{0,99}\\*?");
    private static final Pattern UNIT = Pattern.compile("(?:[A-Za-z0-9]{1,20}-)?(hour|month)");

    private final String file;
    private final List<Finding> findings;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private CatalogueReader(String file, List<Finding> findings) {
        this.file = file;
        this.findings = findings;
    }

    static List<Row> read(String file, byte[] bytes, List<Finding> findings) {
        CatalogueReader reader = new CatalogueReader(file, findings);
        if (bytes.length > MAXIMUM_BYTES) {
            reader.wrong(
                    0, null, "The file is larger than " + (MAXIMUM_BYTES >> 20) + " MiB.", "Split it by provider.");
            return List.of();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            reader.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException malformed) {
            reader.wrong(0, null, "The file is not UTF-8.", "Save it as UTF-8.");
        }
        return reader.rows;
    }

    /** Tells of prices of the same thing that begin on the same day. */
    static void overlaps(List<Row> rows, List<Finding> findings) {
        Map<List<Object>, Row> first = new HashMap<>();
        for (Row row : rows) {
            Row before = first.putIfAbsent(List.of(row.type(), row.part(), row.conditions(), row.from()), row);
            if (before != null && findings.size() < MOST_FINDINGS) {
                findings.add(new Finding(
                        "prices-overlap",
                        row.file(),
                        row.line(),
                        1,
                        row.type(),
                        "The same thing has a price from " + row.from() + " on line " + before.line() + " of "
                                + before.file() + " already.",
                        "Keep one of them, or give one another day or other conditions."));
            }
        }
    }

    private void read(String text) {
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isBlank() || lines[i].startsWith("#")) {
                continue;
            }
            List<String> cells = cells(lines[i], i + 1);
            if (cells == null) {
                continue;
            }
            if (columns.isEmpty()) {
                if (!header(cells, i + 1)) {
                    return;
                }
            } else {
                row(cells, i + 1).ifPresent(rows::add);
            }
        }
        if (columns.isEmpty()) {
            wrong(
                    0,
                    null,
                    "The file is empty.",
                    "Its first line names the columns: " + String.join(",", COLUMNS) + ".");
        }
    }

    /** Values of a line, as RFC 4180 writes them but for line breaks within; null, with a finding, when they are not. */
    private @Nullable List<String> cells(String line, int number) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder cell = new StringBuilder();
            if (at < line.length() && line.charAt(at) == '"') {
                at = quoted(line, at + 1, cell);
                if (at < 0 || at < line.length() && line.charAt(at) != ',') {
                    wrong(
                            number,
                            null,
                            "A quotation mark is missing, or something follows one.",
                            "Write \"\" for one within.");
                    return null;
                }
            } else {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                cell.append(line, at, end);
                at = end;
            }
            cells.add(cell.toString().strip());
            if (at >= line.length()) {
                return cells;
            }
            at++;
        }
    }

    /** Where the text behind the closing mark begins; -1 when there is none. */
    private static int quoted(String line, int from, StringBuilder cell) {
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c != '"') {
                cell.append(c);
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                cell.append(c);
                at++;
            } else {
                return at + 1;
            }
        }
        return -1;
    }

    private boolean header(List<String> cells, int line) {
        if (cells.size() == 1 && cells.getFirst().contains(";")) {
            wrong(
                    line,
                    null,
                    "The columns are separated by semicolons.",
                    "Separate them by commas; write numbers with a point.");
            return false;
        }
        int before = findings.size();
        for (int i = 0; i < cells.size(); i++) {
            String name = cells.get(i);
            if (!COLUMNS.contains(name)) {
                wrong(
                        line,
                        name,
                        "'" + BookNodes.shown(name) + "' is not a column.",
                        "Columns are: " + String.join(", ", COLUMNS) + ".");
            } else if (columns.putIfAbsent(name, i) != null) {
                wrong(line, name, "The column '" + name + "' stands here twice.", null);
            }
        }
        REQUIRED.stream()
                .filter(name -> !columns.containsKey(name))
                .forEach(name -> wrong(line, name, "The column '" + name + "' is missing.", null));
        return findings.size() == before;
    }

    private Optional<Row> row(List<String> cells, int line) {
        if (cells.size() != columns.size()) {
            wrong(
                    line,
                    null,
                    "There are " + cells.size() + " values on this line and " + columns.size() + " columns.",
                    null);
            return Optional.empty();
        }
        int before = findings.size();
        String type = cell(cells, "resource_type");
        if (!TYPE.matcher(type).matches()) {
            wrong(
                    line,
                    "resource_type",
                    "'" + BookNodes.shown(type) + "' is not a type of resource.",
                    "Write one such as aws_instance, or a beginning of several with a star.");
        }
        String unit = cell(cells, "unit");
        Matcher period = UNIT.matcher(unit);
        boolean known = period.matches();
        if (!known) {
            wrong(
                    line,
                    "unit",
                    "'" + BookNodes.shown(unit) + "' is not a unit.",
                    "Write hour or month, with what is counted before it, such as GB-month.");
        }
        BigDecimal price = price(cell(cells, "price"), line);
        Optional<LocalDate> from = BookNodes.date(cell(cells, "from"));
        if (from.isEmpty()) {
            wrong(
                    line,
                    "from",
                    "'" + BookNodes.shown(cell(cells, "from")) + "' is not a day.",
                    "Write year, month and day, such as 2027-01-01.");
        }
        String currency = cell(cells, "currency");
        if (!currency.matches("[A-Z]{3}")) {
            wrong(
                    line,
                    "currency",
                    "'" + BookNodes.shown(currency) + "' is not a currency.",
                    "Write its three letters, such as EUR.");
        }
        SortedMap<String, String> conditions = conditions(cell(cells, "conditions"), line);
        String quantity = cell(cells, "quantity");
        return findings.size() > before
                ? Optional.empty()
                : Optional.of(new Row(
                        type,
                        cell(cells, "part"),
                        conditions,
                        unit,
                        period.group(1).equals("hour"),
                        quantity.isEmpty() ? null : quantity,
                        price,
                        currency,
                        from.orElseThrow(),
                        file,
                        line));
    }

    private BigDecimal price(String text, int line) {
        if (BookNodes.DECIMAL.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        if (text.startsWith("-")) {
            findings.add(new Finding(
                    "prices-negative",
                    file,
                    line,
                    1,
                    "price",
                    "'" + BookNodes.shown(text) + "' is negative: nobody is paid for using something.",
                    "Write 0 for what costs nothing."));
        } else {
            wrong(
                    line,
                    "price",
                    "'" + BookNodes.shown(text) + "' is not a number such as 0.012.",
                    text.contains(",")
                            ? "Write a point in place of the comma."
                            : "At most 9 digits before the point and 12 behind it.");
        }
        return BigDecimal.ZERO;
    }

    private SortedMap<String, String> conditions(String text, int line) {
        SortedMap<String, String> conditions = new TreeMap<>();
        for (String condition :
                Arrays.stream(text.split(";")).map(String::strip).toList()) {
            int equals = condition.indexOf('=');
            if (condition.isEmpty()) {
                continue;
            }
            String attribute = equals < 1 ? "" : condition.substring(0, equals).strip();
            if (attribute.isEmpty()) {
                wrong(
                        line,
                        "conditions",
                        "'" + BookNodes.shown(condition) + "' is not a condition.",
                        "Write attribute=value, several with semicolons between them.");
            } else if (conditions.putIfAbsent(
                            attribute, condition.substring(equals + 1).strip())
                    != null) {
                wrong(line, "conditions", "'" + BookNodes.shown(attribute) + "' stands here twice.", null);
            }
        }
        return conditions;
    }

    private String cell(List<String> cells, String column) {
        Integer at = columns.get(column);
        return at == null ? "" : cells.get(at);
    }

    private void wrong(int line, @Nullable String key, String reason, @Nullable String instead) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding("prices-catalogue", file, line, line == 0 ? 0 : 1, key, reason, instead));
        }
    }
}
