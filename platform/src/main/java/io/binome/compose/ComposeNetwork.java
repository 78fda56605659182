package io.binome.compose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network.
 *
 * @param key in the project
 * @param name in full, such as {@code shop_default}
 */
public record ComposeNetwork(
        String key,
        String name,
        @Nullable String driver,
        Map<String, String> driverOptions,
        @Nullable String ipamDriver,
        List<AddressPool> addressPools,
        boolean external,
        boolean internal,
        boolean attachable,
        boolean enableIpv6,
        Map<String, String> labels,
        ComposeNode.Mapping tree) {

    /** Addresses of a network. */
    public record AddressPool(
            @Nullable String subnet,
            @Nullable String gateway,
            @Nullable String ipRange,
            Map<String, String> auxiliaryAddresses) {}

    public Origin origin() {
        return tree.origin();
    }
}
