package io.binome.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.ProblemException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new SecureRandom());

    @Test
    void aPasswordMatchesItsHashAlone() {
        String stored = passwords.hash("correct horse battery");
        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("correct horse battery", stored)).isTrue();
        assertThat(passwords.matches("correct horse batterz", stored)).isFalse();
        assertThat(passwords.matches("", stored)).isFalse();
        assertThat(passwords.matches("correct horse battery", null)).isFalse();
        assertThat(passwords.hash("correct horse battery")).isNotEqualTo(stored);
        assertThat(passwords.outdated(stored)).isFalse();
    }

    /** Made with the reference implementation: {@code echo -n password | argon2 somesalt -id -v 13 -t 2 -m 16 -p 1}. */
    @Test
    void readsWhatOthersMade() {
        String stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(passwords.matches("password", stored)).isTrue();
        assertThat(passwords.outdated(stored)).isTrue();
    }

    @Test
    void composedAndDecomposedAreTheSame() {
        assertThat(passwords.matches("motdepass\u0065\u0301 long", passwords.hash("motdepass\u00e9 long")))
                .isTrue();
    }

    @Test
    void refusesToWorkForever() {
        assertThatThrownBy(() -> passwords.matches(
                        "password",
                        "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> passwords.matches("password", "plain")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lengthIsCountedInCharacters() {
        assertThatThrownBy(() -> Passwords.require("a".repeat(11))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Passwords.require("a".repeat(201))).isInstanceOf(ProblemException.class);
        assertThat(Passwords.require("\ud83d\ude00".repeat(12))).hasSize(24);
        assertThatThrownBy(() -> Passwords.require("\ud83d\ude00".repeat(11))).isInstanceOf(ProblemException.class);
    }
}
