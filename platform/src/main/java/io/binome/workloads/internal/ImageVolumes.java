package io.binome.workloads.internal;

import io.binome.workloads.internal.WantedService.Shape;
import io.binome.workloads.internal.WantedService.WantedMount;
import io.binome.workloads.internal.WantedStack.WantedVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives a volume to each path that an image declares as one and for which the file has no mount: Docker would make one
 * that is lost with the container.
 */
final class ImageVolumes {
    private ImageVolumes() {}

    static WantedStack mounted(WantedStack wanted, SortedMap<String, ImageResolver.Resolved> images) {
        SortedMap<String, WantedService> services = new TreeMap<>(wanted.services());
        SortedMap<String, WantedVolume> volumes = new TreeMap<>(wanted.volumes());
        wanted.services().forEach((name, service) -> {
            List<WantedMount> mounts = new ArrayList<>(service.shape().mounts());
            List<String> notes = new ArrayList<>(service.notes());
            ImageResolver.Resolved image = images.get(name);
            for (String path : image == null
                    ? List.<String>of()
                    : image.volumes().stream().sorted().toList()) {
                String target = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
                if (mounts.stream().noneMatch(mount -> plain(mount.target()).equals(target))) {
                    String volume = MountReader.unnamed(name, target);
                    volumes.putIfAbsent(
                            volume, new WantedVolume(volume, null, List.of("declared by the image of " + name)));
                    mounts.add(new WantedMount.Named(volume, target, false));
                    notes.add("the image keeps data at " + target + "; it is kept as volume " + volume);
                }
            }
            services.put(name, with(service, mounts, notes));
        });
        return new WantedStack(services, volumes, wanted.networks());
    }

    private static String plain(String target) {
        return target.endsWith("/") && target.length() > 1 ? target.substring(0, target.length() - 1) : target;
    }

    private static WantedService with(WantedService service, List<WantedMount> mounts, List<String> notes) {
        Shape shape = service.shape();
        return new WantedService(
                service.name(),
                service.image(),
                new Shape(
                        shape.command(),
                        shape.entrypoint(),
                        shape.environment(),
                        shape.labels(),
                        shape.workingDirectory(),
                        shape.user(),
                        shape.hostname(),
                        shape.limits(),
                        shape.addedCapabilities(),
                        shape.droppedCapabilities(),
                        shape.readOnly(),
                        shape.init(),
                        shape.terminal(),
                        shape.openStdin(),
                        shape.stopSignal(),
                        shape.stopGrace(),
                        shape.networks(),
                        List.copyOf(mounts),
                        shape.healthCheck(),
                        shape.extraHosts(),
                        shape.dns(),
                        shape.ulimits()),
                service.ports(),
                service.dependsOn(),
                service.replicas(),
                service.restart(),
                service.servesOthers(),
                service.update(),
                List.copyOf(notes));
    }
}
