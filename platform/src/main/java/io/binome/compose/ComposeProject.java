package io.binome.compose;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A project as {@code docker compose config} shows it.
 *
 * @param name of the project
 * @param services that are active, by name
 * @param disabledServices services whose profiles are not active, by name
 * @param networks that active services use, by key
 * @param volumes that active services use, by key
 * @param secrets that active services use, by key
 * @param configs that active services use, by key
 * @param tree everything above but the disabled services, in normal form, with origins and extensions
 * @param variables all that {@code ${...}} saw; may hold secrets
 * @param files every file that was read, in order
 * @param warnings what is likely not meant so
 */
public record ComposeProject(
        String name,
        Map<String, ComposeService> services,
        Map<String, ComposeService> disabledServices,
        Map<String, ComposeNetwork> networks,
        Map<String, ComposeVolume> volumes,
        Map<String, ComposeFileObject> secrets,
        Map<String, ComposeFileObject> configs,
        ComposeNode.Mapping tree,
        Map<String, String> variables,
        List<String> files,
        List<ComposeWarning> warnings) {

    /** The value at a key path such as {@code services.web.ports[0].target}. */
    public Optional<ComposeNode> node(String keyPath) {
        return KeyPaths.find(tree, keyPath);
    }

    /**
     * Where the value at a key path was written. For a path that leads further than the tree, the place of the last
     * value on the way.
     */
    public ComposePlace place(String keyPath) {
        return new ComposePlace(KeyPaths.nearest(tree, keyPath).origin(), keyPath);
    }

    @Override
    public String toString() {
        return "ComposeProject[" + name + ", services " + services.keySet() + "]";
    }
}
