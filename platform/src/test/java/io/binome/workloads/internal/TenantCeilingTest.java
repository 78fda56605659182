package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.tenancy.TenantLimits;
import io.binome.workloads.ResourceUse;
import io.binome.workloads.internal.TenantCeiling.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantCeilingTest {
    private static final TenantLimits LIMITS =
            new TenantLimits(500, 256 << 20, 256, 4_000, 1L << 30, 1_000, 3, 20, 20_000, 20_099);
    private static final List<Claim> OTHERS = List.of(
            new Claim("blog", new ResourceUse(500, 128 << 20, 100, 1)),
            new Claim("shop", new ResourceUse(3_000, 512 << 20, 600, 2)));

    private static List<TenantCeiling.Excess> exceeded(ResourceUse before, ResourceUse wanted) {
        return TenantCeiling.exceeded(LIMITS, OTHERS, before, new Claim("mail", wanted));
    }

    @Test
    void whatFitsBesideTheOthersIsFine() {
        assertThat(exceeded(ResourceUse.NONE, new ResourceUse(500, 384 << 20, 300, 0)))
                .isEmpty();
    }

    @Test
    void saysWhichStacksUseWhat() {
        assertThat(exceeded(ResourceUse.NONE, new ResourceUse(501, 385 << 20, 301, 1)))
                .extracting(TenantCeiling.Excess::reason)
                .containsExactly(
                        "The tenant may take 4 CPUs, and this would make it 4.001 CPUs: mail 0.501 CPUs, shop 3 CPUs,"
                                + " blog 0.5 CPUs.",
                        "The tenant may take 1024 MiB of memory, and this would make it 1025 MiB of memory: mail 385 MiB"
                                + " of memory, shop 512 MiB of memory, blog 128 MiB of memory.",
                        "The tenant may take 1000 processes, and this would make it 1001 processes: mail 301 processes,"
                                + " shop 600 processes, blog 100 processes.",
                        "The tenant may take 3 volumes, and this would make it 4 volumes: mail 1 volume, shop 2 volumes,"
                                + " blog 1 volume.");
    }

    @Test
    void whatIsOverAlreadyMayStayAndShrinkButNotGrow() {
        ResourceUse over = new ResourceUse(2_000, 64 << 20, 10, 0);
        assertThat(exceeded(over, over)).isEmpty();
        assertThat(exceeded(over, new ResourceUse(1_900, 64 << 20, 10, 0))).isEmpty();
        assertThat(exceeded(over, new ResourceUse(2_001, 64 << 20, 10, 0)))
                .extracting(TenantCeiling.Excess::resource)
                .containsExactly("cpus");
        assertThat(TenantCeiling.over(LIMITS, List.of(new Claim("mail", over), OTHERS.getLast())))
                .containsExactly("5 CPUs are in use, and 4 CPUs are allowed: shop 3 CPUs, mail 2 CPUs.");
    }
}
