package io.binome.drivers.bubblewrap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request to a proxy (RFC 9112): CONNECT, or a method with an absolute address. Strict, because what it
 * reads otherwise than the server behind would be a way around the rules.
 *
 * @param host in lower case, without brackets
 * @param path with its query; empty for CONNECT
 * @param headers lines to be passed on, without those that concern this connection only
 */
record ProxyRequest(String method, String host, int port, String path, List<String> headers, Body body) {
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([!-~]{1,8000}) HTTP/1\\.[01]");
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?#]+)([/?][^#]*)?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
    private static final Set<String> OF_THIS_CONNECTION =
            Set.of("connection", "proxy-connection", "proxy-authorization", "keep-alive", "te", "upgrade", "host");

    /** What follows the head. */
    sealed interface Body {
        /** @param bytes may be 0 */
        record Sized(long bytes) implements Body {}

        record Chunked() implements Body {}
    }

    /** A sentence for the one who asked. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String sentence) {
            super(sentence);
        }
    }

    boolean connect() {
        return method.equals("CONNECT");
    }

    /** @param head up to the empty line, without it */
    static ProxyRequest parse(String head) throws Malformed {
        String[] lines = head.split("\r\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            throw new Malformed("This is no request to an HTTP proxy");
        }
        String method = line.group(1);
        String authority = line.group(2);
        String path = "";
        if (!method.equals("CONNECT")) {
            Matcher absolute = ABSOLUTE.matcher(line.group(2));
            if (!absolute.matches()) {
                throw new Malformed("Only CONNECT and addresses that begin with http:// are understood");
            }
            authority = absolute.group(1);
            path = absolute.group(2) == null ? "/" : absolute.group(2);
            path = path.startsWith("/") ? path : "/" + path;
        }
        Matcher address = AUTHORITY.matcher(authority);
        if (!address.matches()) {
            throw new Malformed("The host is not one, or has a user's name before it");
        }
        int port = address.group(2) == null ? 80 : Integer.parseInt(address.group(2));
        if (port < 1 || port > 65_535 || method.equals("CONNECT") && address.group(2) == null) {
            throw new Malformed("The port is not one");
        }
        String host = address.group(1).toLowerCase(Locale.ROOT);
        List<String> headers = new ArrayList<>();
        Body body = headers(lines, headers);
        return new ProxyRequest(
                method,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                path,
                List.copyOf(headers),
                body);
    }

    private static Body headers(String[] lines, List<String> kept) throws Malformed {
        Long length = null;
        boolean chunked = false;
        for (int at = 1; at < lines.length; at++) {
            Matcher header = HEADER.matcher(lines[at]);
            if (!header.matches()) {
                throw new Malformed("A header is not well formed");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            String value = header.group(2);
            for (int position = 0; position < value.length(); position++) {
                if (value.charAt(position) < ' ' && value.charAt(position) != '\t') {
                    throw new Malformed("A header is not well formed");
                }
            }
            if (name.equals("content-length")) {
                if (length != null || !value.matches("[0-9]{1,15}")) {
                    throw new Malformed("The length of the body is not clear");
                }
                length = Long.parseLong(value);
            } else if (name.equals("transfer-encoding")) {
                if (chunked || !value.equalsIgnoreCase("chunked")) {
                    throw new Malformed("The encoding of the body is not understood");
                }
                chunked = true;
            }
            if (!OF_THIS_CONNECTION.contains(name)) {
                kept.add(header.group(1) + ": " + value);
            }
        }
        if (chunked && length != null) {
            throw new Malformed("The length of the body is not clear");
        }
        return chunked ? new Body.Chunked() : new Body.Sized(length == null ? 0 : length);
    }

    /** What the server behind is sent: one request, after which it closes. */
    byte[] forwarded() {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host.contains(":") ? "[" + host + "]" : host);
        if (port != 80) {
            head.append(':').append(port);
        }
        head.append("\r\nConnection: close\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it stays below this prefix however the server behind reads it. */
    boolean below(String prefix) {
        String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        String lower = plain.toLowerCase(Locale.ROOT);
        boolean plainly = !lower.contains("..")
                && !lower.contains("//")
                && !lower.contains("/./")
                && !lower.contains("\\")
                && !lower.contains(";")
                && !lower.contains("%2e")
                && !lower.contains("%2f")
                && !lower.contains("%5c")
                && !lower.contains("%25")
                && !lower.contains("%00");
        return plainly && plain.startsWith(prefix);
    }
}
