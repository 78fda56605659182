package io.binome.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By which column the tables of a page are sorted. It stands in the page's address, so that a sorted page can be kept,
 * sent and reloaded, and needs no script.
 *
 * @param address of the page with all else that it was asked for, ready for one more parameter
 * @param column name of the column; empty for the page's own order
 */
public record Sorting(String address, String column, boolean descending) {
    static Sorting of(HttpServletRequest request) {
        String column = request.getParameter("sort");
        StringBuilder address = new StringBuilder(request.getRequestURI()).append('?');
        request.getParameterMap().forEach((name, values) -> {
            if (!List.of("sort", "order", "done", "language", "theme").contains(name)
                    && request.getMethod().equals("GET")) {
                address.append(encoded(name))
                        .append('=')
                        .append(encoded(values[0]))
                        .append('&');
            }
        });
        return new Sorting(
                address.toString(), column == null ? "" : column, "desc".equals(request.getParameter("order")));
    }

    /** The address of the page sorted by a column; the other way round when it is so already. */
    public String by(String name) {
        return address + "sort=" + encoded(name) + (column.equals(name) && !descending ? "&order=desc" : "");
    }

    /** What {@code aria-sort} says of a column. */
    public @Nullable String state(String name) {
        return column.equals(name) ? descending ? "descending" : "ascending" : null;
    }

    /** The rows in the order asked for; as they are where the page has no such column. */
    public <T> List<T> of(List<T> rows, Map<String, Comparator<T>> columns) {
        Comparator<T> order = columns.get(column);
        if (order == null) {
            return rows;
        }
        List<T> sorted = new ArrayList<>(rows);
        sorted.sort(descending ? order.reversed() : order);
        return sorted;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
