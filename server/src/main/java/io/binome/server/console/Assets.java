package io.binome.server.console;

import io.binome.kernel.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files that pages load. Each has the hash of its contents in its address, so that browsers may keep it for ever. */
public final class Assets {
    private static final List<String> NAMES = List.of(
            "console.css",
            "console.js",
            "htmx.min.js",
            "binome.svg",
            "shell.js",
            "xterm.css",
            "xterm.js",
            "xterm-fit.js");

    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, Asset> byFile = new HashMap<>();

    Assets() {
        for (String name : NAMES) {
            byte[] content = read(name);
            int dot = name.lastIndexOf('.');
            String file = name.substring(0, dot) + "." + Sha256.hex(content).substring(0, 12) + name.substring(dot);
            addresses.put(name, "/assets/" + file);
            byFile.put(file, new Asset(content, type(name.substring(dot))));
        }
    }

    /** Where a file is to be had. */
    public String address(String name) {
        return Objects.requireNonNull(addresses.get(name), name);
    }

    Optional<Asset> find(String file) {
        return Optional.ofNullable(byFile.get(file));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/assets/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The console's file " + name + " cannot be read", unreadable);
        }
    }

    private static String type(String ending) {
        return switch (ending) {
            case ".css" -> "text/css;charset=UTF-8";
            case ".js" -> "text/javascript;charset=UTF-8";
            case ".svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(ending);
        };
    }

    /** A file as it is served. */
    @SuppressWarnings("ArrayRecordComponent")
    record Asset(byte[] content, String type) {}
}
