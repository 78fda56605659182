package io.binome.drivers.opentofu;

import io.binome.runs.Confined;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The modules that {@code init} has fetched from elsewhere, of which the repository's files say nothing but an address. */
final class FetchedModules {
    private static final String FOLDER = ".terraform/modules";
    private static final int LARGEST_LIST = 4 << 20;
    private static final int LARGEST_FILE = 1 << 20;
    private static final int MOST_FILES = 5_000;
    private static final long MOST_BYTES = 64L << 20;

    private FetchedModules() {}

    /**
     * Whether one of them gives other values each time, as {@link SourceFile#restless} means it.
     *
     * @param stackFolder of the stack, relative to the run's
     */
    static boolean restless(Confined confined, String stackFolder) throws IOException {
        Optional<byte[]> list = confined.read(stackFolder + "/" + FOLDER + "/modules.json", LARGEST_LIST);
        if (list.isEmpty()) {
            return false;
        }
        JsonNode modules;
        try {
            modules = JsonMapper.shared().readTree(list.get()).path("Modules");
        } catch (JacksonException unreadable) {
            throw new IOException("the list of fetched modules cannot be read", unreadable);
        }
        long left = MOST_BYTES;
        int seen = 0;
        for (JsonNode module : modules) {
            String folder = module.path("Dir").asString("");
            if (!folder.startsWith(FOLDER + "/") || folder.contains("..")) {
                continue;
            }
            for (Confined.Entry entry : confined.list(stackFolder + "/" + folder)) {
                if (!isSource(entry)) {
                    continue;
                }
                left -= entry.bytes();
                if (left < 0 || ++seen > MOST_FILES) {
                    // More than anybody reads: two plans do no harm.
                    return true;
                }
                String text = new String(
                        confined.read(stackFolder + "/" + folder + "/" + entry.name(), LARGEST_FILE)
                                .orElse(new byte[0]),
                        StandardCharsets.UTF_8);
                if (SourceFile.read(entry.name(), text).restless()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSource(Confined.Entry entry) {
        return entry.kind() == Confined.Entry.Kind.FILE
                && entry.bytes() <= LARGEST_FILE
                && SourceFile.isOne(entry.name());
    }
}
