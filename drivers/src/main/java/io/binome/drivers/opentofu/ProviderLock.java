package io.binome.drivers.opentofu;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code .terraform.lock.hcl} says: which version of which provider, and the hashes of the packages that its author
 * trusts. Programs write the file, always in one form; a block that is otherwise written is passed over, and its provider
 * is then fetched from where it comes from, as if there were no cache.
 */
record ProviderLock(List<Entry> entries) {
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^provider \"([^\"\\n]+)\" \\{\\s*$(.*?)^}", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("(?m)^\\s*version\\s*=\\s*\"([0-9A-Za-z.+-]{1,64})\"");
    private static final Pattern HASH = Pattern.compile("\"(h1:[A-Za-z0-9+/]{43}=)\"");
    private static final Pattern ADDRESS =
            Pattern.compile("([a-z0-9.-]{1,253}(?::[0-9]{1,5})?)/([a-z0-9_-]{1,64})/([a-z0-9_-]{1,64})");

    ProviderLock {
        entries = List.copyOf(entries);
    }

    /**
     * @param address host, namespace and type, such as {@code registry.terraform.io/hashicorp/random}
     * @param hashes of the first kind: of the files of an unpacked package; one for each platform, at least
     */
    record Entry(String address, String version, Set<String> hashes) {
        Entry {
            hashes = Set.copyOf(hashes);
        }
    }

    static ProviderLock parse(String text) {
        List<Entry> entries = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Matcher version = VERSION.matcher(block.group(2));
            if (!ADDRESS.matcher(block.group(1)).matches() || block.group(1).contains("..") || !version.find()) {
                continue;
            }
            Set<String> hashes = new LinkedHashSet<>();
            Matcher hash = HASH.matcher(block.group(2));
            while (hash.find()) {
                hashes.add(hash.group(1));
            }
            if (!hashes.isEmpty()) {
                entries.add(new Entry(block.group(1), version.group(1), hashes));
            }
        }
        return new ProviderLock(entries);
    }

    Optional<Entry> entry(String address, String version) {
        return entries.stream()
                .filter(entry ->
                        entry.address().equals(address) && entry.version().equals(version))
                .findFirst();
    }
}
