package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.drivers.docker.TestMachine;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.sites.HostEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What is used on another machine is what its kernel has counted, whatever happens to the agent that reads it there. */
@Tag("docker")
@Timeout(300)
class RemoteMeteringTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SITE = "beyond";
    private static final String STACK = """
            stacks:
              shop:
                environment: production
                site: beyond
            """;
    private static final String BURNER = """
            services:
              burner:
                image: %s
                entrypoint: ["/bin/sh", "-c", "%s; exec sleep 100000"]
                stop_grace_period: 1s
            """;
    /** A second or so. */
    private static final String BURN = "i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done";

    private final RunningServer server = RunningServer.shared();

    @Test
    void whatARemoteContainerBurntIsMeteredOnceThoughItsAgentIsKilledAndItsNetworkCut() {
        Path door = Scratch.folder("door");
        try (TestMachine machine = TestMachine.start(Scratch.folder("tls"));
                Relay relay = Relay.open(machine.door(door), machine.neighbour(), server.address())) {
            TestImages.in(machine.dockerEnvironment());
            String token = register(machine);
            try (RemoteAgent agent = new RemoteAgent(
                    machine,
                    token,
                    List.of(
                            "--server",
                            "https://" + machine.neighbour() + ":" + relay.port(),
                            "--ca",
                            door.resolve("ca.pem").toString()))) {
                agent.start();
                Await.until("the agent to be heard", PATIENCE, () -> {
                    assertThat(agent.said()).doesNotContain("cannot start");
                    return !reading().path("heardAt").isNull();
                });
                Company company = server.company();
                run(company);
                assertMetered(machine, company, agent);

                agent.kill();
                burn(machine, company);
                machine.unplug();
                agent.start();
                Await.until("readings to wait on the disk", PATIENCE, () -> agent.waitingBytes() > 0);
                burn(machine, company);
                agent.kill();
                agent.start();
                machine.plugIn();
                assertMetered(machine, company, agent);
            }
        }
    }

    /** @return the token of its agent */
    private String register(TestMachine machine) {
        HostEndpoint.Tcp engine = machine.endpoint();
        HostEndpoint.MutualTls tls = Objects.requireNonNull(engine.tls());
        server.owner().post("/sites", Map.of("name", SITE));
        server.owner()
                .post(
                        "/sites/" + SITE + "/hosts",
                        Map.of(
                                "name",
                                "far",
                                "address",
                                engine.address(),
                                "port",
                                engine.port(),
                                "caCertificate",
                                tls.caCertificate(),
                                "clientCertificate",
                                tls.clientCertificate(),
                                "clientKey",
                                tls.clientKey()));
        return server.owner()
                .post("/sites/" + SITE + "/hosts/far/agent-token", Map.of())
                .path("secret")
                .asString();
    }

    private static void run(Company company) {
        Company.Person author = company.developer();
        GitClient git = company.repository(author);
        git.write("binome.yaml", STACK)
                .write("compose.yaml", BURNER.formatted(TestImages.PAGE_1, BURN.replace("$", "$$")))
                .commit("Burn");
        git.push("burn");
        ChangeClient change = company.change(git, 1, author);
        change.await("planned");
        change.as(company.lead()).command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    /** In the running container, which counts for its service. */
    private static void burn(TestMachine machine, Company company) {
        String container = Tool.output(
                Scratch.folder("burn"),
                machine.dockerEnvironment(),
                "docker",
                "ps",
                "-q",
                "--filter",
                "label=io.binome.tenant=" + company.id());
        Tool.output(
                Scratch.folder("burn"),
                machine.dockerEnvironment(),
                "docker",
                "exec",
                container,
                "/bin/sh",
                "-c",
                BURN);
    }

    private void assertMetered(TestMachine machine, Company company, RemoteAgent agent) {
        try {
            Await.until("what the kernel has counted to be metered", PATIENCE, () -> {
                double counted = counted(machine, company);
                return counted > 500_000 && Math.abs(metered(company) - counted) <= counted / 1_000;
            });
        } catch (AssertionError late) {
            throw new AssertionError(
                    late.getMessage() + ": " + metered(company) + " of " + counted(machine, company) + "\n"
                            + usage(company) + "\n" + reading() + "\n" + agent.said(),
                    late);
        }
        Await.until(
                "all readings to be brought",
                PATIENCE,
                () -> reading().path("waiting").asInt() == 0 && agent.waitingBytes() == 0);
        assertThat((double) metered(company)).isCloseTo(counted(machine, company), Percentage.withPercentage(0.1));
        assertThat(reading().path("silent").asBoolean()).isFalse();
    }

    private static double counted(TestMachine machine, Company company) {
        return usage(company).isEmpty()
                ? 0
                : machine.cpuMicros(group(company, usage(company).get(0)));
    }

    private static String group(Company company, JsonNode used) {
        return "binome/" + TenantId.parse(company.id()).compact() + "/"
                + StackId.parse(used.path("stackId").asString()).compact() + "/"
                + WorkloadId.parse(used.path("serviceId").asString()).compact();
    }

    private static long metered(Company company) {
        return usage(company)
                .valueStream()
                .mapToLong(used -> used.path("cpuMicros").asLong())
                .sum();
    }

    private static JsonNode usage(Company company) {
        return company.lead().api().get(company.path("/usage?by=hour")).path("items");
    }

    private JsonNode reading() {
        return server.owner().get("/sites/" + SITE + "/hosts/far/usage").path("reading");
    }
}
