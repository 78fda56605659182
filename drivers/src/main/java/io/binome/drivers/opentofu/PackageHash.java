package io.binome.drivers.opentofu;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The hash of an unpacked provider: h1 of lock files, which is {@code Hash1} of golang.org/x/mod/sumdb/dirhash. */
final class PackageHash {
    private final SortedMap<String, String> files = new TreeMap<>();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param path relative to the package, with / between folders */
    void add(String path, byte[] sha256) {
        if (path.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("The name of a file has more than one line");
        }
        files.put(path, HexFormat.of().formatHex(sha256));
    }

    /** Such as {@code h1:2Bw…=}. */
    String value() {
        MessageDigest whole = sha256();
        for (Map.Entry<String, String> file : files.entrySet()) {
            whole.update((file.getValue() + "  " + file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return "h1:" + Base64.getEncoder().encodeToString(whole.digest());
    }
}
