package io.binome.server.console;

import io.binome.drift.StackDrift;
import io.binome.kernel.StackId;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.server.console.PreviewMaker.Place;
import io.binome.stacks.Action;
import io.binome.stacks.Drifted;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bookseller's services, well and unwell, with drift, volumes and a log. */
final class PreviewServices {
    private final PreviewMaker make;

    PreviewServices(PreviewMaker make) {
        this.make = make;
    }

    void fill(Place place, StackId production, StackId qualification) {
        make.workloads.workloads.add(service(
                place,
                production,
                "web",
                "shop/web:2.3",
                2,
                Workloads.Condition.HEALTHY,
                "Both replicas answer.",
                "127.0.0.1:8080",
                null));
        make.workloads.workloads.add(service(
                place,
                production,
                "api",
                "shop/api:2.4",
                2,
                Workloads.Condition.DEGRADED,
                "One of two replicas does not answer its health check.",
                "127.0.0.1:8081",
                "connection refused: store:5432"));
        make.workloads.workloads.add(service(
                place, production, "store", "shop/store:1", 1, Workloads.Condition.HEALTHY, "Answers.", null, null));
        make.workloads.workloads.add(service(
                place,
                qualification,
                "web",
                "shop/web:2.4",
                1,
                Workloads.Condition.HEALTHY,
                "Answers.",
                "127.0.0.1:8090",
                null));
        make.workloads.volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                production,
                "store",
                new Workloads.Location("paris", "paris-1"),
                make.now.minus(Duration.ofDays(80)),
                null,
                20L << 30,
                7L << 30));
        make.workloads.volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                production,
                "uploads",
                new Workloads.Location("paris", "paris-1"),
                make.now.minus(Duration.ofDays(90)),
                make.now.minus(Duration.ofDays(3)),
                null,
                3L << 30));
        drift(
                production,
                StackDrift.Watch.CONTINUOUS,
                new Drifted(
                        new ResourceChange(
                                "service.web #2",
                                "service",
                                "web",
                                Action.UPDATE,
                                PreviewMaker.values(
                                        "limits.memory", Value.text("256 MiB"), "image", Value.text("shop/web:2.3")),
                                PreviewMaker.values(
                                        "limits.memory", Value.text("1 GiB"), "image", Value.text("shop/web:2.3")),
                                List.of(),
                                List.of()),
                        make.now.minus(Duration.ofMinutes(17))));
        for (int i = 0; i < 40; i++) {
            make.workloads.lines.add(new Workloads.ServiceLogLine(
                    1 + i % 2,
                    make.now.minusSeconds(400 - i * 9L),
                    i % 13 == 12,
                    i % 13 == 12
                            ? "WARN slow answer of api: 812 ms"
                            : "GET /books/" + (100 + i) + " 200 " + (1 + i % 7) + " ms"));
        }
    }

    Workloads.Workload service(
            Place place,
            StackId stack,
            String name,
            String image,
            int replicas,
            Workloads.Condition condition,
            String sentence,
            @Nullable String address,
            @Nullable String lastLog) {
        List<Workloads.Replica> all = new java.util.ArrayList<>();
        for (int i = 1; i <= replicas; i++) {
            boolean unwell = condition == Workloads.Condition.DEGRADED && i == 2;
            all.add(new Workloads.Replica(
                    i,
                    new Workloads.Location("paris", "paris-1"),
                    "c" + i,
                    ObservedContainer.State.RUNNING,
                    unwell ? ObservedContainer.Health.UNHEALTHY : ObservedContainer.Health.HEALTHY,
                    unwell ? 4 : 0,
                    make.now.minus(Duration.ofHours(unwell ? 1 : 50)),
                    42L * i + name.length(),
                    (31L * i + 60) << 20,
                    256L << 20,
                    unwell ? lastLog : null));
        }
        return new Workloads.Workload(
                new WorkloadId(java.util.UUID.nameUUIDFromBytes(
                        (stack + "/" + name).getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                stack,
                name,
                image,
                place.base(),
                replicas,
                condition,
                sentence,
                address == null ? List.of() : List.of(address),
                all);
    }

    /** What was changed of a network behind Binome's back. */
    void network(StackId network) {
        drift(
                network,
                StackDrift.Watch.SCHEDULED,
                new Drifted(
                        PreviewMaker.resource(
                                "cloud_firewall.web",
                                "cloud_firewall",
                                Action.UPDATE,
                                PreviewMaker.values(
                                        "rule[0].port", Value.number(443), "rule[0].from", Value.text("any")),
                                PreviewMaker.values(
                                        "rule[0].port",
                                        Value.number(443),
                                        "rule[0].from",
                                        Value.text("any"),
                                        "rule[1].port",
                                        Value.number(22),
                                        "rule[1].from",
                                        Value.text("0.0.0.0/0")),
                                List.of(),
                                List.of()),
                        make.now.minus(Duration.ofHours(26))),
                new Drifted(
                        PreviewMaker.resource(
                                "cloud_record.www",
                                "cloud_record",
                                Action.DELETE,
                                PreviewMaker.values("name", Value.text("www"), "value", Value.text("203.0.113.7")),
                                PreviewMaker.values(),
                                List.of(),
                                List.of()),
                        make.now.minus(Duration.ofHours(2))));
    }

    private void drift(StackId stack, StackDrift.Watch watch, Drifted... resources) {
        make.drifts.known.put(
                stack,
                new StackDrift(
                        stack,
                        watch,
                        watch == StackDrift.Watch.CONTINUOUS ? null : make.now.minus(Duration.ofHours(2)),
                        false,
                        false,
                        null,
                        null,
                        resources[0].since(),
                        List.of(resources)));
    }
}
