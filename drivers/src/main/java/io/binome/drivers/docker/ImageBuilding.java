package io.binome.drivers.docker;

import io.binome.kernel.TenantId;
import io.binome.runs.Cancellation;
import io.binome.workloads.BuildOutcome;
import io.binome.workloads.BuildRequest;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Builds with the engine's own builder. The steps run on a network of their own, where they reach the Internet for
 * packages but no stack, no host and no other build; under the tenant's cgroup and limits.
 */
final class ImageBuilding {
    static final String NETWORK = "bn-build";

    private final DockerHost host;
    private final HostImages images;
    private final ImageOwnership ownership;

    ImageBuilding(DockerHost host, HostImages images, ImageOwnership ownership) {
        this.host = host;
        this.images = images;
        this.ownership = ownership;
    }

    BuildOutcome build(BuildRequest request, Consumer<String> log, Cancellation cancellation) {
        host.guard().ensure();
        new StackNetworks(host).ensure(NETWORK, false, false, Map.of());
        StringBuilder imageId = new StringBuilder();
        Map<String, String> headers = new HashMap<>(images.buildAuthentication(request.scope()));
        headers.put("Content-Type", "application/x-tar");
        try (InputStream context = request.context()) {
            JsonLines.read(
                    host,
                    "build an image",
                    host.api() + "/build" + EngineHttp.query(parameters(request)),
                    headers,
                    context::transferTo,
                    cancellation,
                    line -> take(line, log, imageId));
        } catch (RuntimeRefused refused) {
            if (refused.reason() == RuntimeRefused.Reason.NO_SPACE) {
                throw refused;
            }
            return new BuildOutcome.Failed(String.valueOf(refused.getMessage()));
        } catch (java.io.IOException unreadable) {
            return new BuildOutcome.Failed("The build's files could not be read: " + unreadable.getMessage());
        }
        if (imageId.isEmpty()) {
            return new BuildOutcome.Failed("The builder ended without an image");
        }
        ownership.grant(imageId.toString(), request.scope().tenant());
        return new BuildOutcome.Built(imageId.toString());
    }

    private static void take(JsonNode line, Consumer<String> log, StringBuilder imageId) {
        String text = line.path("stream").asString("");
        text.lines().filter(part -> !part.isBlank()).forEach(log);
        String status = line.path("status").asString("");
        if (!status.isEmpty() && line.path("progressDetail").path("current").isMissingNode()) {
            log.accept(status);
        }
        String id = line.path("aux").path("ID").asString("");
        if (id.startsWith("sha256:")) {
            imageId.setLength(0);
            imageId.append(id);
        }
    }

    private Map<String, String> parameters(BuildRequest request) {
        TenantId tenant = request.scope().tenant();
        Map<String, String> labels = new LinkedHashMap<>(request.labels());
        labels.put("io.binome.tenant", tenant.toString());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("dockerfile", request.dockerfile());
        parameters.put("networkmode", NETWORK);
        parameters.put("memory", Long.toString(request.memoryBytes()));
        parameters.put("memswap", Long.toString(request.memoryBytes()));
        parameters.put("cpuperiod", "100000");
        parameters.put("cpuquota", Long.toString(Math.max(1000, request.cpuMillis() * 100)));
        parameters.put("cgroupparent", CgroupPlacement.buildParent(host.facts().cgroupDriver(), tenant));
        parameters.put("labels", json(labels));
        parameters.put("buildargs", json(request.arguments()));
        parameters.put("rm", "1");
        parameters.put("forcerm", "1");
        // The builder would take any image that lies around: another tenant's private one too.
        parameters.put("pull", images.anyClosedTo(tenant) ? "1" : "0");
        // And any cached layer: a guessed RUN line would show what it made for somebody else. A name that does not
        // exist keeps the list from being empty, which would mean every image.
        parameters.put("cachefrom", json(cacheSources(tenant)));
        if (request.target() != null) {
            parameters.put("target", request.target());
        }
        return parameters;
    }

    private List<String> cacheSources(TenantId tenant) {
        List<String> sources = new java.util.ArrayList<>(ownership.grantedTo(tenant));
        sources.add("binome/no-cache");
        return sources;
    }

    private static String json(Object value) {
        return DockerHost.JSON.writeValueAsString(value);
    }
}
