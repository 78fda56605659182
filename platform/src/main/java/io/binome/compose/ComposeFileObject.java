package io.binome.compose;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret or a config. Its content comes from one of file, environment and content, unless it is external.
 *
 * @param key in the project
 * @param name in full
 * @param file path as the options ask
 * @param environment name of the variable that holds it
 * @param content itself; configs only
 */
public record ComposeFileObject(
        String key,
        String name,
        @Nullable String file,
        @Nullable String environment,
        @Nullable String content,
        boolean external,
        @Nullable String driver,
        Map<String, String> driverOptions,
        @Nullable String templateDriver,
        Map<String, String> labels,
        ComposeNode.Mapping tree) {

    public Origin origin() {
        return tree.origin();
    }
}
