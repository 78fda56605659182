package io.binome.bench;

import java.io.IOException;
import java.util.List;

/** One or more rows of the table that are measured together. */
interface Benchmark {
    /** What selects it on the command line. */
    String name();

    List<Row> run(Workshop workshop) throws IOException, InterruptedException;
}
