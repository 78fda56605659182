package io.binome.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.LogMask;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.LentSecrets;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore.Lent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Lent values that nobody marked, found in a plan. */
class PlanMaskTest {
    private static final TenantScope TENANT = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final Fingerprint FINGERPRINT = (_, value) -> "fingerprint-%08x".formatted(Arrays.hashCode(value));
    private static final String USER = "vault-database:database/creds/shop#username";

    private static Lent lent(Map<String, String> values) {
        Map<SecretReference, byte[]> lent = new HashMap<>();
        values.forEach((name, value) ->
                lent.put(SecretReference.parse("secret", name), value.getBytes(StandardCharsets.UTF_8)));
        return new LentSecrets(TENANT, lent, Map.of(), FINGERPRINT, () -> {});
    }

    private static Plan plan(String address, SortedMap<String, Value> after, String note) {
        return new Plan(
                "opentofu",
                "shop",
                "production",
                List.of(new ResourceChange(
                        address, "thing", "one", Action.CREATE, new TreeMap<>(), after, List.of(), List.of(note))),
                new TreeMap<>(),
                List.of(new OutputChange("url", Action.CREATE, new TreeMap<>(), after)),
                List.of(),
                List.of(new PlanCheck("check.one", PlanCheck.Status.FAIL, List.of(note))),
                List.of());
    }

    private static SortedMap<String, Value> after(String text) {
        return new TreeMap<>(Map.of("text", Value.text(text), "plain", Value.text("ordinary"), "n", Value.number(7)));
    }

    @Property(tries = 200)
    void noFormOfAValueIsLeftAnywhere(@ForAll @AlphaChars @NumericChars @StringLength(min = 8, max = 40) String value) {
        String base64 = Base64.getEncoder().encodeToString(("user:" + value).getBytes(StandardCharsets.UTF_8));
        try (Lent lent = lent(Map.of("password", value))) {
            for (String form : List.of(value, "postgres://shop:" + value + "@db", base64, "a\"" + value + "\n")) {
                String masked = PlanMask.mask(plan("thing.one[\"" + value + "\"]", after(form), "see " + form), lent)
                        .toJson()
                        .toString();
                assertThat(masked).doesNotContain(value, base64).contains("ordinary", LogMask.MASK, "fingerprint-");
            }
        }
    }

    @Test
    void aPlanWithoutThemStaysAsItIs() {
        Plan plan = plan("thing.one", after("nothing of note"), "a note");
        assertThat(PlanMask.mask(plan, lent(Map.of("password", "hunter2-hunter2"))))
                .isEqualTo(plan);
    }

    @Test
    void plansOfTwoBorrowersAreTheSameAndAnotherTextIsAnother() {
        Plan first = PlanMask.mask(
                plan("thing.one", after("user v-shop-0001 at db1"), "x"), lent(Map.of(USER, "v-shop-0001")));
        Plan second = PlanMask.mask(
                plan("thing.one", after("user v-shop-0002 at db1"), "x"), lent(Map.of(USER, "v-shop-0002")));
        Plan elsewhere = PlanMask.mask(
                plan("thing.one", after("user v-shop-0002 at db2"), "x"), lent(Map.of(USER, "v-shop-0002")));
        assertThat(first.hash()).isEqualTo(second.hash()).isNotEqualTo(elsewhere.hash());
    }

    @Test
    void fiveThousandResourcesAndFiftySecretsTakeNoTimeThatAnybodyNotices() {
        Random random = new Random(1);
        Map<String, String> secrets = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            byte[] value = new byte[i < 48 ? 24 : 8_000];
            random.nextBytes(value);
            secrets.put("secret-" + i, Base64.getEncoder().encodeToString(value));
        }
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            SortedMap<String, Value> after = new TreeMap<>();
            for (int j = 0; j < 20; j++) {
                after.put(
                        "attribute" + j,
                        Value.text("arn:aws:iam::123456789012:role/service-" + i + "/" + j + "x".repeat(60)));
            }
            after.put("leak", Value.text("https://u:" + secrets.get("secret-" + i % 50) + "@host"));
            changes.add(new ResourceChange(
                    "thing.r[" + i + "]", "thing", "r", Action.CREATE, new TreeMap<>(), after, List.of(), List.of()));
        }
        Plan plan = new Plan("opentofu", "shop", "production", changes, new TreeMap<>());
        try (Lent lent = lent(secrets)) {
            long start = System.nanoTime();
            Plan masked = PlanMask.mask(plan, lent);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("5,000 resources, 105,000 values, 50 secrets: " + taken.toMillis() + " ms");
            assertThat(masked.changes()).allMatch(change -> change.after().get("leak") instanceof Value.Sensitive);
            assertThat(taken).isLessThan(Duration.ofSeconds(10));
        }
    }
}
