package io.binome.compose;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named volume.
 *
 * @param key in the project
 * @param name in full, such as {@code shop_data}
 */
public record ComposeVolume(
        String key,
        String name,
        @Nullable String driver,
        Map<String, String> driverOptions,
        boolean external,
        Map<String, String> labels,
        ComposeNode.Mapping tree) {

    public Origin origin() {
        return tree.origin();
    }
}
