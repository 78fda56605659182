package io.binome.workloads.internal;

import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.workloads.ImageReference;
import io.binome.workloads.ImageResolution;
import io.binome.workloads.PinnedImage;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackPreparation.Prepared;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Brings all images of an apply to the host before anything else changes: a missing one then costs nothing. */
final class ImagePulls {
    private static final int AT_ONCE = 4;

    private final StackApply apply;

    ImagePulls(StackApply apply) {
        this.apply = apply;
    }

    /** As it was prepared, with what was only to be known once the images were there. */
    Prepared pull(Prepared prepared, List<ResourceChange> changes) {
        Set<String> services = new TreeSet<>();
        changes.stream()
                .filter(change -> change.type().equals("service") && change.action() != Action.DELETE)
                .forEach(change -> services.add(change.name()));
        Set<PinnedImage> pinned = new LinkedHashSet<>();
        prepared.images().forEach((service, resolved) -> {
            if (services.contains(service)) {
                pinned.add(resolved.image());
            }
        });
        Parallel.map(pinned, AT_ONCE, image -> {
            pull(image);
            return image;
        });
        return withVolumes(prepared, services);
    }

    private void pull(PinnedImage image) {
        apply.check();
        try {
            apply.shared()
                    .runtime()
                    .pull(
                            apply.host(),
                            apply.scope(),
                            image,
                            line -> apply.log().line("  " + line),
                            apply.cancellation());
        } catch (Runtime.RuntimeRefused refused) {
            throw new StackApply.RolloutFailed("The image " + image.reference() + " could not be brought to the host: "
                    + refused.getMessage() + ". Nothing has changed");
        }
    }

    /** What an image declares may have been unknown when it was planned. */
    private Prepared withVolumes(Prepared prepared, Set<String> services) {
        SortedMap<String, ImageResolver.Resolved> known = new TreeMap<>(prepared.images());
        Parallel.map(services, AT_ONCE, service -> {
            ImageResolver.Resolved resolved = prepared.images().get(service);
            if (resolved != null && resolved.volumes().isEmpty()) {
                ImageReference pinned =
                        new ImageReference(apply.scope(), resolved.image().pin(), prepared.platform());
                if (apply.shared().runtime().resolve(apply.host(), pinned) instanceof ImageResolution.Found found
                        && !found.facts().volumes().isEmpty()) {
                    synchronized (known) {
                        known.put(
                                service,
                                new ImageResolver.Resolved(
                                        resolved.image(), found.facts().volumes()));
                    }
                }
            }
            return service;
        });
        if (known.equals(prepared.images())) {
            return prepared;
        }
        WantedStack wanted = ImageVolumes.mounted(prepared.wanted(), known);
        return prepared.with(
                wanted, known, apply.shared().preparation().attributes(apply.scope(), wanted, known, prepared.ports()));
    }
}
