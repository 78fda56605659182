package io.binome.server.console;

import io.binome.kernel.CsvLine;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table as a file of CSV in UTF-8, with a byte order mark so that spreadsheets read accents. */
public final class Csv {
    private final BufferedWriter out;

    public Csv(HttpServletResponse response, String name) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
        response.setHeader("Cache-Control", "no-store");
        this.out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        out.write('\ufeff');
    }

    /** A text that is there already. */
    public static void send(HttpServletResponse response, String name, String text) throws IOException {
        Csv csv = new Csv(response, name);
        csv.out.write(text);
        csv.end();
    }

    public void row(String... cells) throws IOException {
        out.write(CsvLine.of(List.of(cells)));
    }

    public void end() throws IOException {
        out.flush();
    }
}
