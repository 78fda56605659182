package io.binome.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.binome.compose.internal.SpecificationLoader;
import io.binome.kernel.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComposeLoaderTest {
    private static final ComposeLoader LOADER = new SpecificationLoader();

    private static ComposeProject load(Map<String, String> files, Map<String, String> variables) {
        return LOADER.load(
                new MapSources(files),
                ComposeOptions.inTree("").withFallbackName("shop").withVariables(variables));
    }

    private static ComposeProject load(String text) {
        return load(Map.of("compose.yaml", text), Map.of());
    }

    private static ComposeProblem problem(Map<String, String> files, Map<String, String> variables) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> load(files, variables));
        assertThat(thrown).as("a problem").isNotNull();
        return (ComposeProblem) thrown.problem();
    }

    private static ComposeProblem problem(String text) {
        return problem(Map.of("compose.yaml", text), Map.of());
    }

    @Test
    void writesShortFormsOutAsDockerPrintsThem() {
        ComposeProject project = load("""
                services:
                  web:
                    image: nginx
                    command: run --flag "two words"
                    ports: ["127.0.0.1:8080:80/udp", 9000]
                    volumes: [data:/var/lib:ro, ./html:/srv]
                    depends_on: [db]
                    environment: [A=1, B]
                    mem_limit: 64m
                    stop_grace_period: 90s
                  db:
                    image: postgres
                volumes:
                  data:
                """);
        assertThat(ComposeConfigFormat.YAML.print(project)).isEqualTo("""
                name: shop
                services:
                  db:
                    image: postgres
                    networks:
                      default: null
                  web:
                    command:
                      - run
                      - --flag
                      - two words
                    depends_on:
                      db:
                        condition: service_started
                        required: true
                    environment:
                      A: "1"
                      B: null
                    image: nginx
                    mem_limit: "67108864"
                    networks:
                      default: null
                    ports:
                      - mode: ingress
                        host_ip: 127.0.0.1
                        target: 80
                        published: "8080"
                        protocol: udp
                      - mode: ingress
                        target: 9000
                        protocol: tcp
                    stop_grace_period: 1m30s
                    volumes:
                      - type: volume
                        source: data
                        target: /var/lib
                        read_only: true
                        volume: {}
                      - type: bind
                        source: ./html
                        target: /srv
                        bind:
                          create_host_path: true
                networks:
                  default:
                    name: shop_default
                volumes:
                  data:
                    name: shop_data
                """);
        ComposeService web = project.services().get("web");
        assertThat(web.memoryLimitBytes()).isEqualTo(64L << 20);
        assertThat(web.process().stopGracePeriod()).isEqualTo(Duration.ofSeconds(90));
        assertThat(project.place("services.web.volumes[1]").line()).isEqualTo(6);
    }

    @Test
    void putsVariablesInAndGivesTypesBack() {
        ComposeProject project =
                load(Map.of("compose.yaml", """
                        services:
                          web:
                            image: "${IMAGE:-nginx}:${TAG-latest}"
                            scale: "${COUNT}"
                            read_only: "${RO}"
                            labels: {a: "$$x", b: "${A:+yes}", c: "${NO:-${A}-z}", d: $A$5}
                        """, ".env", "COUNT=3\nRO=true\nA='from file'\n"), Map.of("A", "v"));
        ComposeService web = project.services().get("web");
        assertThat(web.image()).isEqualTo("nginx:latest");
        assertThat(web.replicas()).isEqualTo(3);
        assertThat(web.isolation().readOnly()).isTrue();
        assertThat(web.labels()).isEqualTo(Map.of("a", "$x", "b", "yes", "c", "v-z", "d", "v$5"));
    }

    @Test
    void namesTheMissingVariableAndItsPlace() {
        ComposeProblem problem = problem("services:\n  web:\n    image: ${TAG:?say which}\n");
        assertThat(problem).isInstanceOf(ComposeProblem.MissingVariable.class);
        assertThat(problem.message()).contains("compose.yaml:3:5, services.web.image", "TAG", "say which");
    }

    @Test
    void mergesOverridesWithResetAndOverride() {
        ComposeProject project = load(
                Map.of(
                        "compose.yaml",
                        "services: {web: {image: a, command: [x], ports: ['80:80'], dns: 1.1.1.1, environment: {A: 1, B: 2}}}",
                        "compose.override.yaml",
                        "services: {web: {image: b, command: [y], ports: !override ['81:81'], dns: !reset null, environment: [B=3]}}"),
                Map.of());
        ComposeService web = project.services().get("web");
        assertThat(web.image()).isEqualTo("b");
        assertThat(web.process().command()).containsExactly("y");
        assertThat(web.process().environment()).isEqualTo(Map.of("A", "1", "B", "3"));
        assertThat(web.networking().ports())
                .extracting(ComposeService.Port::target)
                .containsExactly(81);
        assertThat(web.networking().dns()).isEmpty();
    }

    @Test
    void extendsAndIncludesFromFoldersOfTheTree() {
        ComposeProject project = load(
                Map.of(
                        "compose.yaml",
                        "include: [lib/compose.yaml]\nservices: {web: {extends: {file: base/b.yaml, service: base}, ports: ['80']}}",
                        "base/b.yaml",
                        "services: {base: {image: i, volumes: ['./x:/x'], env_file: e.env}}",
                        "base/e.env",
                        "K=v # comment\n",
                        "lib/compose.yaml",
                        "services: {db: {build: ., image: '${V}'}}",
                        "lib/.env",
                        "V=included\n"),
                Map.of());
        assertThat(project.services().get("web").storage().mounts().getFirst().source())
                .isEqualTo("./base/x");
        assertThat(project.services().get("web").process().environment()).containsEntry("K", "v");
        assertThat(project.services().get("db").build().context()).isEqualTo("./lib");
        assertThat(project.services().get("db").image()).isEqualTo("included");
        assertThat(project.files()).contains("base/b.yaml", "base/e.env", "lib/compose.yaml", "lib/.env");
    }

    @Test
    void keepsInactiveProfilesApart() {
        ComposeProject project = load("services: {a: {image: a}, b: {image: b, profiles: [debug]}}");
        assertThat(project.services()).containsOnlyKeys("a");
        assertThat(project.disabledServices()).containsOnlyKeys("b");
    }

    @Test
    void sharesAnchorsAndMergeKeys() {
        ComposeProject project =
                load("x-base: &b {image: i, restart: always}\nservices: {a: {<<: *b, image: j}, c: *b}");
        assertThat(project.services().get("a").image()).isEqualTo("j");
        assertThat(project.services().get("a").restart()).isEqualTo("always");
        assertThat(project.services().get("c").image()).isEqualTo("i");
    }

    @Test
    void namesUnknownKeysAndAllProblemsAtOnce() {
        ComposeProblem problem = problem("services:\n  web:\n    imagee: x\n    ports: 80\n  db:\n    imgae: y\n");
        assertThat(problem.each()).hasSize(3);
        assertThat(problem.message())
                .contains("compose.yaml:3:5, services.web.imagee", "Did you mean 'image'?", "compose.yaml:4:5");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        ComposeProblem problem = problem(
                "services: {a: {image: i, networks: [none], volumes: ['vol:/v'], depends_on: [z], secrets: [s]}, b: {}}");
        assertThat(problem.each()).hasSize(5).allMatch(ComposeProblem.Inconsistent.class::isInstance);
        assertThat(problem("services: {a: {image: i, depends_on: [b]}, b: {image: i, depends_on: [a]}}"))
                .isInstanceOf(ComposeProblem.Cycle.class);
    }

    @Test
    void refusesPathsOutOfTheTree() {
        for (String text : List.of(
                "services: {a: {image: i, env_file: ../x.env}}",
                "services: {a: {image: i, volumes: ['../x:/x']}}",
                "services: {a: {build: ../..}}",
                "services: {a: {extends: {file: /etc/passwd, service: a}}}",
                "include: ['../other/compose.yaml']")) {
            assertThat(problem(text)).as(text).isInstanceOf(ComposeProblem.OutsideTree.class);
        }
    }
}
