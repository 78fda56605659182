package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drops networks, volumes, secrets and configs that no active service uses. */
final class Needed {
    private record Used(Set<String> networks, Set<String> volumes, Set<String> secrets, Set<String> configs) {
        @Nullable
        Set<String> of(String kind) {
            return switch (kind) {
                case "networks" -> networks;
                case "volumes" -> volumes;
                case "secrets" -> secrets;
                case "configs" -> configs;
                default -> null;
            };
        }
    }

    private Needed() {}

    static Mapping only(Mapping project) {
        Used used = new Used(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
        for (ComposeNode node : project.mapping("services").entries().values()) {
            if (node instanceof Mapping service) {
                collect(service, used);
            }
        }
        Map<String, ComposeNode> result = new LinkedHashMap<>();
        project.entries().forEach((key, value) -> {
            Set<String> names = used.of(key);
            if (names == null || !(value instanceof Mapping resources)) {
                result.put(key, value);
                return;
            }
            Map<String, ComposeNode> kept = new LinkedHashMap<>(resources.entries());
            kept.keySet().retainAll(names);
            if (!kept.isEmpty()) {
                result.put(key, new Mapping(kept, resources.origin()));
            }
        });
        return new Mapping(result, project.origin());
    }

    private static void collect(Mapping service, Used used) {
        used.networks().addAll(service.mapping("networks").entries().keySet());
        for (ComposeNode node : service.items("volumes")) {
            if (node instanceof Mapping mount && "volume".equals(mount.text("type"))) {
                used.volumes().add(String.valueOf(mount.text("source")));
            }
        }
        sources(service.items("secrets"), used.secrets());
        sources(service.mapping("build").items("secrets"), used.secrets());
        sources(service.items("configs"), used.configs());
    }

    private static void sources(Iterable<ComposeNode> mounts, Set<String> names) {
        for (ComposeNode node : mounts) {
            if (node instanceof Mapping mount) {
                names.add(String.valueOf(mount.text("source")));
            }
        }
    }
}
