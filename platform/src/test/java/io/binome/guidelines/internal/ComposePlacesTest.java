package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.guidelines.internal.Places.Place;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Action;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Findings of Compose files stand where the key is written, also in another file than the stack's own. */
class ComposePlacesTest {
    private final FakeCommitTree tree = new FakeCommitTree(Map.of(
            "shop/compose.yaml",
            """
            include:
              - parts/store.yaml
              - path: [../shared/mail.yaml]
            services:
              web:
                extends: {file: base/web.yaml, service: any}
                image: web:1
              worker:
                extends: web
            """,
            "shop/parts/store.yaml",
            """
            include: [../compose.yaml]
            services:
              store:
                image: store:1
                ports: ["5432"]
            """,
            "shared/mail.yaml",
            """

            services:
              mail:
                privileged: true
            """,
            "shop/base/web.yaml",
            """
            services:
              least:
                user: root
              any:
                extends: {service: least}
                ports: ["80"]
            """));
    private final Places places = new Places(
            tree,
            new StackDeclaration("shop", "shop", "compose", "dev", "main", List.of(), List.of(), new TreeMap<>()),
            "compose");

    private Place place(String service, String at) {
        return places.of(
                new ResourceChange(
                        "service." + service,
                        "service",
                        service,
                        Action.CREATE,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(),
                        List.of()),
                at);
    }

    @Test
    void inTheFileThatIsIncluded() {
        assertThat(place("store", "ports")).isEqualTo(new Place("shop/parts/store.yaml", 5));
        assertThat(place("mail", "privileged")).isEqualTo(new Place("shared/mail.yaml", 4));
        assertThat(place("mail", "user")).isEqualTo(new Place("shared/mail.yaml", 3));
    }

    @Test
    void inTheServiceThatIsExtended() {
        assertThat(place("web", "image")).isEqualTo(new Place("shop/compose.yaml", 7));
        assertThat(place("web", "ports")).isEqualTo(new Place("shop/base/web.yaml", 6));
        assertThat(place("web", "user")).isEqualTo(new Place("shop/base/web.yaml", 3));
        assertThat(place("worker", "ports")).isEqualTo(new Place("shop/base/web.yaml", 6));
        assertThat(place("web", "privileged")).isEqualTo(new Place("shop/compose.yaml", 5));
    }
}
