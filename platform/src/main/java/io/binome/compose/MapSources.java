package io.binome.compose;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sources held in memory: text by path. For tests, and for files that are written by the server itself. */
public final class MapSources implements ComposeSources {
    private final Map<String, String> files;

    public MapSources(Map<String, String> files) {
        this.files = Map.copyOf(files);
    }

    @Override
    public Found find(String path) {
        String text = files.get(path);
        if (text != null) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new File(bytes.length, () -> bytes);
        }
        String folder = path.isEmpty() ? "" : path + "/";
        return files.keySet().stream().anyMatch(file -> file.startsWith(folder)) ? new Folder() : new Missing();
    }
}
