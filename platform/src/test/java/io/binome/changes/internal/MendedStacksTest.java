package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.repositories.Commit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MendedStacksTest {
    private static MendedStacks of(String... messages) {
        return MendedStacks.of(List.of(messages).stream()
                .map(message -> new Commit("c", List.of(), "A", "a@example.org", Instant.EPOCH, message))
                .toList());
    }

    @Test
    void trailersOfAllCommitsCount() {
        MendedStacks mended = of(
                "Restore web\n\nBecause.\n\nRestores: web\nrestores: shop\nSigned-off-by: A\n",
                "Adopt\n\nAdopts: network\n");
        assertThat(mended.all()).containsExactlyInAnyOrder("web", "shop", "network");
        assertThat(mended.adopts("network")).isTrue();
        assertThat(mended.adopts("web")).isFalse();
    }

    @Test
    void whatIsNoTrailerIsNone() {
        assertThat(of("Restores: web", "Say how\n\nRestores: web is what one writes.\n\nThe end.\n", "x\n\nRestores:\n")
                        .all())
                .isEmpty();
    }

    @Test
    void whatTheFilesSayGoesBeforeWhatWasFound() {
        assertThat(of("a\n\nAdopts: web", "b\n\nRestores: web").adopts("web")).isFalse();
    }
}
