package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.StackDeclaration;
import io.binome.workloads.LimitEdit;
import io.binome.workloads.LimitEdit.ByHand;
import io.binome.workloads.LimitEdit.Limits;
import io.binome.workloads.LimitEdit.Written;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A limit is changed where it stands, with all else as people wrote it, or not at all. */
class LimitEditorTest {
    private static final StackDeclaration STACK = new StackDeclaration(
            "web", "deploy", "compose", "production", "paris", List.of(), List.of(), new TreeMap<>());
    private static final Limits SMALLER = new Limits(96L << 20, 250L);

    private static LimitEdit set(String file, Limits limits) {
        return LimitEdit.set(MapTree.of("deploy/compose.yaml", file), STACK, "web", limits);
    }

    private static String written(String file) {
        LimitEdit edit = set(file, SMALLER);
        assertThat(edit).isInstanceOf(Written.class);
        Written there = (Written) edit;
        assertThat(there.path()).isEqualTo("deploy/compose.yaml");
        return there.contents();
    }

    @Test
    void aPlainLimitIsReplacedAndNothingElse() {
        String file = """
                # Our shop.
                services:
                  web:
                    image: nginx:1.27   # the front
                    mem_limit: 512m     # agreed in May
                    cpus: '2'

                    environment:
                      LÉGENDE: "é😀"
                  # Beside it.
                  db:
                    image: postgres:17
                    mem_limit: 512m
                """;
        assertThat(written(file)).isEqualTo(file.replaceFirst("512m  ", "96m  ").replace("cpus: '2'", "cpus: '0.25'"));
    }

    @Test
    void aLimitOfTheDeploymentIsReplacedThere() {
        String file = """
                services:
                  web:
                    image: nginx
                    deploy:
                      replicas: 2
                      resources: {limits: {cpus: "1.5", memory: 1G}, reservations: {memory: 32M}}
                """;
        assertThat(written(file)).isEqualTo(file.replace("1.5", "0.25").replace("1G", "96m"));
    }

    @Test
    void aLimitThatIsNotWrittenIsAdded() {
        assertThat(written("services:\n  web:\n    image: nginx # front\n    ports: [80]\n"))
                .isEqualTo(
                        "services:\n  web:\n    image: nginx # front\n    cpus: 0.25\n    mem_limit: 96m\n    ports: [80]\n");
        assertThat(written("services:\n  web:\n    build: {context: .}\n    init: true\n"))
                .contains("    cpus: 0.25\n")
                .contains("    mem_limit: 96m\n");
        assertThat(
                        written(
                                "services:\n  web:\n    image: nginx\n    deploy:\n      resources:\n        limits:\n          memory: 512M\n"))
                .isEqualTo(
                        "services:\n  web:\n    image: nginx\n    deploy:\n      resources:\n        limits:\n          memory: 96m\n          cpus: \"0.25\"\n");
    }

    @Test
    void whatOthersShareIsLeftToPeople() {
        assertByHand(
                "services:\n  web: &same\n    image: nginx\n    mem_limit: 512m\n    cpus: 1\n  other: *same\n",
                "would reach more than web");
        assertByHand(
                "x-limits: &limits {mem_limit: 512m, cpus: 1}\nservices:\n  web:\n    <<: *limits\n    image: nginx\n",
                "in a way that Binome does not edit");
        assertByHand(
                "services:\n  web:\n    image: nginx\n    mem_limit: ${MEMORY:-512m}\n    cpus: 1\n",
                "in a way that Binome does not edit");
        assertByHand(
                "services:\n  web:\n    extends: {service: base}\n  base:\n    image: nginx\n    mem_limit: 512m\n    cpus: 1\n",
                "");
        assertByHand("services:\n  other:\n    image: nginx\n", "no service web");
        assertByHand("services:\n  web: [\n", "cannot be read");
    }

    @Test
    void whatThePlanWouldRefuseIsLeftToPeople() {
        assertThat(set(
                        "services:\n  web:\n    image: nginx\n    shm_size: 128m\n    mem_limit: 512m\n    cpus: 1\n",
                        SMALLER))
                .isInstanceOf(ByHand.class)
                .extracting(edit -> ((ByHand) edit).reason())
                .asString()
                .startsWith("The plan would refuse it: ");
    }

    private static void assertByHand(String file, String reason) {
        assertThat(set(file, SMALLER)).as(file).isInstanceOfSatisfying(ByHand.class, byHand -> {
            assertThat(byHand.reason()).contains(reason).endsWith(".");
            assertThat(byHand.lines())
                    .isEqualTo(
                            "services:\n  web:\n    deploy:\n      resources:\n        limits:\n          memory: 96m\n          cpus: \"0.25\"\n");
        });
    }

    @Test
    void aServiceIsTakenOutWithoutWhatStandsAroundIt() {
        String file = """
                services:
                  old:
                    image: nginx
                    volumes:
                      - data:/data   # kept

                  # The front.
                  web:
                    image: nginx
                volumes: {data: {}}
                """;
        assertThat(LimitEdit.remove(MapTree.of("deploy/compose.yaml", file), STACK, "old"))
                .isEqualTo(new Written("deploy/compose.yaml", """
                        services:

                          # The front.
                          web:
                            image: nginx
                        volumes: {data: {}}
                        """));
        assertThat(LimitEdit.remove(
                        MapTree.of("deploy/compose.yaml", file.replace("  web:\n", "  web:\n    depends_on: [old]\n")),
                        STACK,
                        "old"))
                .isInstanceOf(ByHand.class);
    }
}
