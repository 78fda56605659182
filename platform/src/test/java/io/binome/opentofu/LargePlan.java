package io.binome.opentofu;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A plan of 5,000 servers as large as such plans are: what is planned three more times in other sections. */
final class LargePlan {
    static final int RESOURCES = 5_000;

    private LargePlan() {}

    /** Reads such a plan from the standard input; prints its hash and the milliseconds. */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        TerraformPlan read = TerraformPlan.read(System.in, PlanFiles.SUBJECT, PlanFiles.FINGERPRINTER);
        System.out.println(read.plan().changes().size() + " " + read.plan().hash() + " "
                + (System.nanoTime() - start) / 1_000_000);
    }

    static void write(OutputStream stream) throws IOException {
        try (Writer out = new OutputStreamWriter(stream, StandardCharsets.UTF_8)) {
            out.write(
                    "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{\"root_module\":{\"resources\":[");
            all(out, i -> "{\"address\":" + address(i) + ",\"values\":" + attributes(i, 2) + "}");
            out.write("]}},\"resource_changes\":[");
            all(out, LargePlan::change);
            out.write("],\"prior_state\":{\"values\":{\"root_module\":{\"resources\":[");
            all(out, i -> "{\"address\":" + address(i) + ",\"values\":" + attributes(i, 1) + "}");
            out.write("]}}},\"configuration\":{\"root_module\":{\"resources\":[");
            all(
                    out,
                    i -> "{\"address\":" + address(i) + ",\"expressions\":{\"ami\":{\"references\":["
                            + "\"var.ami_of_the_server\",".repeat(40) + "\"x\"]}}}");
            out.write("]}},\"errored\":false}");
        }
    }

    private static String change(int i) {
        String actions =
                switch (i % 4) {
                    case 0 -> "\"create\"";
                    case 1 -> "\"delete\"";
                    case 2 -> "\"delete\",\"create\"";
                    default -> "\"update\"";
                };
        return "{\"address\":" + address(i)
                + ",\"mode\":\"managed\",\"type\":\"aws_instance\",\"name\":\"web\",\"change\":{\"actions\":[" + actions
                + "],\"before\":" + (i % 4 == 0 ? "null" : attributes(i, 1)) + ",\"after\":"
                + (i % 4 == 1 ? "null" : attributes(i, 2))
                + ",\"after_unknown\":{\"public_ip\":true},\"before_sensitive\":{\"password\":true},"
                + "\"after_sensitive\":{\"password\":true}}}";
    }

    private static String address(int i) {
        return "\"module.fleet[\\\"s." + i % 50 + "\\\"].aws_instance.web[" + i + "]\"";
    }

    private static String attributes(int i, int version) {
        StringBuilder out = new StringBuilder("{\"ami\":\"ami-")
                .append(i)
                .append("\",\"id\":\"i-")
                .append(i * 7L);
        out.append("\",\"password\":\"secret-")
                .append(i)
                .append("\",\"tags\":{\"Name\":\"web ")
                .append(i);
        out.append("\",\"example.org/version\":\"").append(version).append("\"},\"user_data\":\"#!/bin/sh\\n");
        out.append(("echo server " + i + "\\n").repeat(90)).append("\",\"ebs_block_device\":[");
        for (int disk = 0; disk < 8; disk++) {
            out.append(disk == 0 ? "" : ",")
                    .append("{\"device_name\":\"/dev/sd")
                    .append(disk);
            out.append("\",\"encrypted\":true,\"iops\":3000,\"kms_key_id\":null,\"throughput\":125,\"volume_size\":");
            out.append(100 + version)
                    .append(",\"volume_id\":\"vol-")
                    .append(i * 31L + disk)
                    .append("\"}");
        }
        return out.append("],\"cpu_core_count\":2,\"monitoring\":true,\"ebs_optimized\":null}")
                .toString();
    }

    private static void all(Writer out, java.util.function.IntFunction<String> text) throws IOException {
        for (int i = 0; i < RESOURCES; i++) {
            out.write(i == 0 ? "" : ",");
            out.write(text.apply(i));
        }
    }
}
