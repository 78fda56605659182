package io.binome.bench;

import java.util.Arrays;
import java.util.List;

/** Measurements of one thing, in milliseconds. Percentiles are of the nearest rank: always one that was measured. */
record Samples(List<Double> millis) {
    Samples {
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        millis = List.copyOf(millis);
    }

    double median() {
        return percentile(50);
    }

    double percentile(int percent) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    double least() {
        return Arrays.stream(toArray()).min().orElseThrow();
    }

    double most() {
        return Arrays.stream(toArray()).max().orElseThrow();
    }

    int count() {
        return millis.size();
    }

    private double[] toArray() {
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
