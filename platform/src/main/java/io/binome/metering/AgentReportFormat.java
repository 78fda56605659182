package io.binome.metering;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How readings are written down: JSON, compressed by gzip. Times since the start of a kernel are whole milliseconds. What is
 * read comes from outside: whatever does not fit is an {@link IllegalArgumentException} that says why.
 */
public final class AgentReportFormat {
    /** Of what is unpacked: 1,000 services are a third of a megabyte in each reading. */
    public static final int LARGEST_BYTES = 8 << 20;

    private static final int LONGEST_NAME = 200;

    /** What a clock may say that is wrong by as much as you like, and still be written down anywhere. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AgentReportFormat() {}

    public static byte[] write(AgentReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("boot", report.sent().bootId())
                .put("sinceBootMillis", report.sent().sinceBoot().toMillis())
                .put("at", report.sent().at().toString())
                .put("waiting", report.waiting());
        if (!report.version().isEmpty()) {
            root.put("version", report.version());
        }
        ArrayNode sweeps = root.putArray("sweeps");
        report.sweeps().forEach(sweep -> write(sweeps.addObject(), sweep));
        return packed(root);
    }

    public static byte[] write(Sweep sweep) {
        ObjectNode root = JSON.createObjectNode();
        write(root, sweep);
        return packed(root);
    }

    public static AgentReport readReport(byte[] packed) {
        JsonNode root = unpacked(packed);
        List<Sweep> sweeps = new ArrayList<>();
        array(root, "sweeps").forEach(sweep -> sweeps.add(sweep(sweep)));
        return new AgentReport(
                new AgentReport.Moment(name(root, "boot"), sinceBoot(root), time(root)),
                root.hasNonNull("version") ? name(root, "version") : "",
                (int) number(root, "waiting", 0, Integer.MAX_VALUE),
                sweeps);
    }

    public static Sweep readSweep(byte[] packed) {
        return sweep(unpacked(packed));
    }

    private static void write(ObjectNode root, Sweep sweep) {
        root.put("boot", sweep.bootId())
                .put("sinceBootMillis", sweep.sinceBoot().toMillis())
                .put("at", sweep.at().toString());
        ArrayNode all = root.putArray("counters");
        for (Counters counters : sweep.all()) {
            ObjectNode one = owner(all.addObject(), counters.owner())
                    .put("identity", counters.identity())
                    .put("cpuMicros", counters.cpuMicros())
                    .put("memoryBytes", counters.memoryBytes())
                    .put("blockReadBytes", counters.blockReadBytes())
                    .put("blockWrittenBytes", counters.blockWrittenBytes());
            if (counters.blockApproximate()) {
                one.put("blockApproximate", true);
            }
        }
        ArrayNode flows = root.putArray("flows");
        for (Flow flow : sweep.flows()) {
            ObjectNode one = owner(flows.addObject(), flow.owner())
                    .put("identity", flow.identity())
                    .put("sentBytes", flow.sentBytes())
                    .put("receivedBytes", flow.receivedBytes());
            if (flow.begun() != null) {
                one.put("begun", flow.begun().toString());
            }
        }
    }

    private static ObjectNode owner(ObjectNode node, Owner owner) {
        return switch (owner) {
            case Owner.WholeHost() -> node.put("of", "host");
            case Owner.Tenant(TenantId tenant) -> node.put("of", "tenant").put("tenant", tenant.toString());
            case Owner.Builds(TenantId tenant) -> node.put("of", "builds").put("tenant", tenant.toString());
            case Owner.Stack(TenantId tenant, StackId stack) ->
                node.put("of", "stack").put("tenant", tenant.toString()).put("stack", stack.toString());
            case Owner.Service(TenantId tenant, StackId stack, WorkloadId service) ->
                node.put("of", "service")
                        .put("tenant", tenant.toString())
                        .put("stack", stack.toString())
                        .put("service", service.toString());
        };
    }

    private static Sweep sweep(JsonNode node) {
        List<Counters> all = new ArrayList<>();
        array(node, "counters")
                .forEach(one -> all.add(new Counters(
                        owner(one),
                        name(one, "identity"),
                        count(one, "cpuMicros"),
                        count(one, "memoryBytes"),
                        count(one, "blockReadBytes"),
                        count(one, "blockWrittenBytes"),
                        one.path("blockApproximate").asBoolean(false),
                        -1,
                        -1)));
        List<Flow> flows = new ArrayList<>();
        array(node, "flows")
                .forEach(one -> flows.add(new Flow(
                        owner(one),
                        name(one, "identity"),
                        count(one, "sentBytes"),
                        count(one, "receivedBytes"),
                        0,
                        one.hasNonNull("begun") ? time(one, "begun") : null)));
        return new Sweep(time(node), sinceBoot(node), name(node, "boot"), all, flows);
    }

    private static Owner owner(JsonNode node) {
        return switch (node.path("of").asString("")) {
            case "host" -> new Owner.WholeHost();
            case "tenant" -> new Owner.Tenant(tenant(node));
            case "builds" -> new Owner.Builds(tenant(node));
            case "stack" -> new Owner.Stack(tenant(node), new StackId(id(node, "stack")));
            case "service" ->
                new Owner.Service(tenant(node), new StackId(id(node, "stack")), new WorkloadId(id(node, "service")));
            default -> throw new IllegalArgumentException("a counter is of nobody");
        };
    }

    private static TenantId tenant(JsonNode node) {
        return new TenantId(id(node, "tenant"));
    }

    private static UUID id(JsonNode node, String field) {
        String text = node.path(field).asString("");
        if (text.length() != 36) {
            throw new IllegalArgumentException("a " + field + " is no id");
        }
        return UUID.fromString(text);
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode array = node.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException(field + " is no list");
        }
        return array;
    }

    private static String name(JsonNode node, String field) {
        String text = node.path(field).isString() ? node.path(field).asString() : "";
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a " + field + " is not 1 to " + LONGEST_NAME + " characters");
        }
        return text;
    }

    private static Duration sinceBoot(JsonNode node) {
        return Duration.ofMillis(
                number(node, "sinceBootMillis", 0, Duration.ofDays(100 * 366L).toMillis()));
    }

    private static Instant time(JsonNode node) {
        return time(node, "at");
    }

    private static Instant time(JsonNode node, String field) {
        try {
            Instant time = Instant.parse(node.path(field).asString(""));
            if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
                throw new IllegalArgumentException(field + " is before " + EARLIEST + " or after " + LATEST);
            }
            return time;
        } catch (DateTimeException none) {
            throw new IllegalArgumentException(field + " is no instant", none);
        }
    }

    private static long count(JsonNode node, String field) {
        return number(node, field, 0, Long.MAX_VALUE);
    }

    private static long number(JsonNode node, String field, long least, long most) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field + " is no whole number");
        }
        if (value.asLong() < least || value.asLong() > most) {
            throw new IllegalArgumentException(field + " is below " + least + " or above " + most);
        }
        return value.asLong();
    }

    private static byte[] packed(JsonNode root) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            JSON.writeValue(out, root);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static JsonNode unpacked(byte[] packed) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] text = in.readNBytes(LARGEST_BYTES + 1);
            if (text.length > LARGEST_BYTES) {
                throw new IllegalArgumentException("it is larger than " + LARGEST_BYTES + " bytes when it is unpacked");
            }
            return JSON.readTree(text);
        } catch (IOException | JacksonException wrong) {
            throw new IllegalArgumentException("it is not JSON that was compressed by gzip", wrong);
        }
    }
}
