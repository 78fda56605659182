package io.binome.workloads;

import io.binome.kernel.Sha256;
import io.binome.workloads.FakeRuntime.Behaviour;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The images of a {@link FakeRuntime}: digests follow from contents, and behaviours hang on digests. Thread-safe. */
final class FakeImages {
    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, Behaviour> behaviours = new HashMap<>();

    synchronized void put(String reference, String contents, Behaviour behaviour) {
        digests.put(reference, "sha256:" + Sha256.hex(contents));
        behave(contents, behaviour);
    }

    synchronized void behave(String contents, Behaviour behaviour) {
        behaviours.put("sha256:" + Sha256.hex(contents), behaviour);
    }

    synchronized String digest(String reference) {
        return digests.getOrDefault(reference, "");
    }

    static String digest(PinnedImage image) {
        return image.pin().substring(image.pin().indexOf("sha256:"));
    }

    synchronized ImageResolution resolve(String reference) {
        if (reference.startsWith("sha256:")) {
            return behaviours.containsKey(reference)
                    ? new ImageResolution.Found(new PinnedImage(reference, reference), facts(reference))
                    : new ImageResolution.NotFound("no such image");
        }
        String digest = digest(reference);
        if (digest.isEmpty()) {
            return new ImageResolution.NotFound("no such image");
        }
        String name = reference.contains("@") ? reference.substring(0, reference.indexOf('@')) : reference;
        return new ImageResolution.Found(new PinnedImage(reference, name + "@" + digest), facts(digest));
    }

    private ImageResolution.ImageFacts facts(String digest) {
        Behaviour behaviour = behaviours.getOrDefault(digest, Behaviour.RUNS);
        List<String> check = behaviour.health() == ObservedContainer.Health.NONE ? null : List.of("CMD", "check");
        return new ImageResolution.ImageFacts(behaviour.volumes(), Set.of(), "", check);
    }

    /** @throws RuntimeRefused when there is no such image */
    synchronized Behaviour require(PinnedImage image) {
        Behaviour behaviour = behaviours.get(digest(image));
        if (behaviour == null) {
            throw new RuntimeRefused(RuntimeRefused.Reason.NOT_FOUND, "no such image " + image.pin());
        }
        return behaviour;
    }

    synchronized Behaviour behaviour(PinnedImage image) {
        return behaviours.getOrDefault(digest(image), Behaviour.RUNS);
    }

    /** The id of what a build gives. */
    synchronized String built(byte[] context, String arguments) {
        String id = "sha256:" + Sha256.hex(context, arguments.getBytes(StandardCharsets.UTF_8));
        behaviours.putIfAbsent(id, Behaviour.RUNS);
        return id;
    }
}
