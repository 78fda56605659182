package io.binome.compose.internal;

import static io.binome.compose.internal.Values.list;
import static io.binome.compose.internal.Values.map;
import static io.binome.compose.internal.Values.pairs;

import io.binome.compose.ComposeFileObject;
import io.binome.compose.ComposeNetwork;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeProject;
import io.binome.compose.ComposeService;
import io.binome.compose.ComposeVolume;
import io.binome.compose.ComposeWarning;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the typed model out of a project in normal form. */
final class ModelReader {
    private ModelReader() {}

    static ComposeProject project(
            Mapping tree,
            Map<String, Mapping> disabled,
            Map<String, String> variables,
            List<String> files,
            List<ComposeWarning> warnings) {
        Map<String, ComposeService> inactive = new LinkedHashMap<>();
        disabled.forEach((name, node) -> inactive.put(name, ServiceReader.service(name, node)));
        return new ComposeProject(
                String.valueOf(tree.text("name")),
                map(tree, "services", ServiceReader::service),
                Collections.unmodifiableMap(inactive),
                map(tree, "networks", ModelReader::network),
                map(tree, "volumes", ModelReader::volume),
                map(tree, "secrets", ModelReader::fileObject),
                map(tree, "configs", ModelReader::fileObject),
                tree,
                Collections.unmodifiableMap(variables),
                files,
                warnings);
    }

    private static ComposeNetwork network(String key, Mapping node) {
        Mapping ipam = node.mapping("ipam");
        return new ComposeNetwork(
                key,
                String.valueOf(node.text("name")),
                node.text("driver"),
                pairs(node, "driver_opts"),
                ipam.text("driver"),
                list(
                        ipam,
                        "config",
                        pool -> new ComposeNetwork.AddressPool(
                                pool.text("subnet"),
                                pool.text("gateway"),
                                pool.text("ip_range"),
                                pairs(pool, "aux_addresses"))),
                node.isTrue("external"),
                node.isTrue("internal"),
                node.isTrue("attachable"),
                node.isTrue("enable_ipv6"),
                pairs(node, "labels"),
                node);
    }

    private static ComposeVolume volume(String key, Mapping node) {
        return new ComposeVolume(
                key,
                String.valueOf(node.text("name")),
                node.text("driver"),
                pairs(node, "driver_opts"),
                node.isTrue("external"),
                pairs(node, "labels"),
                node);
    }

    private static ComposeFileObject fileObject(String key, Mapping node) {
        return new ComposeFileObject(
                key,
                String.valueOf(node.text("name")),
                node.text("file"),
                node.text("environment"),
                node.text("content"),
                node.isTrue("external"),
                node.text("driver"),
                pairs(node, "driver_opts"),
                node.text("template_driver"),
                pairs(node, "labels"),
                node);
    }
}
