package io.binome.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private final Secrets secrets = new Secrets(new SecureRandom());

    @Test
    void tokensCarryAChecksum() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String token = secrets.accessToken();
            assertThat(token).matches("bnm_[0-9A-Za-z]{49}");
            assertThat(Secrets.isAccessToken(token)).isTrue();
            assertThat(seen.add(token)).isTrue();
            char last = token.charAt(52) == 'a' ? 'b' : 'a';
            assertThat(Secrets.isAccessToken(token.substring(0, 52) + last)).isFalse();
            char inside = token.charAt(20) == 'a' ? 'b' : 'a';
            assertThat(Secrets.isAccessToken(token.substring(0, 20) + inside + token.substring(21)))
                    .isFalse();
        }
    }

    /** The form is public: scanners of published code know it by this. */
    @Test
    void knownToken() {
        assertThat(Secrets.isAccessToken("bnm_0000000000000000000000000000000000000000000KNOWN"))
                .isFalse();
        assertThat(Secrets.isAccessToken("")).isFalse();
        assertThat(Secrets.isAccessToken("bnm_" + "\u0661".repeat(49))).isFalse();
    }

    @Test
    void oneTimePasswordsCanBeReadOut() {
        assertThat(secrets.oneTimePassword()).matches("([a-hj-kmnp-z2-9]{5}-){4}[a-hj-kmnp-z2-9]{5}");
    }
}
