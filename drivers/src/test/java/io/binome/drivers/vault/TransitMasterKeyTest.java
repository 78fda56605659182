package io.binome.drivers.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.MasterKeyAway;
import io.binome.secrets.SecretsProblem.MasterKeyRefused;
import io.binome.secrets.VaultKeySettings;
import io.binome.secrets.VaultKeySettings.Login;
import io.binome.secrets.VaultKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master key in Vault against a server that speaks the transit engine's documented protocol. */
class TransitMasterKeyTest {
    private static final byte[] KEY = new byte[32];
    private static final String USE = "tenant 1, generation 1";

    static {
        for (int i = 0; i < KEY.length; i++) {
            KEY[i] = (byte) (i - 7);
        }
    }

    @TempDir
    private Path folder;

    private final FakeVault vault = new FakeVault();

    @AfterEach
    void close() {
        vault.close();
    }

    private TransitMasterKey by(Login login, String role, String credential) throws Exception {
        return by(settings(login, role, credential));
    }

    private static TransitMasterKey by(VaultKeySettings settings) {
        return new TransitMasterKey(
                settings,
                new VaultSettings(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(700),
                        Duration.ofMillis(20),
                        Duration.ofMillis(80),
                        Duration.ofSeconds(1)),
                Clock.systemUTC());
    }

    private VaultKeySettings settings(Login login, String role, String credential) throws Exception {
        Path file = folder.resolve("credential");
        Files.writeString(file, credential + "\n");
        return VaultKeySettings.of(Map.of(
                        "address",
                        vault.address().toString(),
                        "login",
                        login.name().toLowerCase(java.util.Locale.ROOT),
                        "role",
                        role,
                        "credential-file",
                        file.toString())::get)
                .orElseThrow();
    }

    private TransitMasterKey byRole() throws Exception {
        return by(Login.APPROLE, FakeVault.ROLE_ID, FakeVault.SECRET_ID);
    }

    private static void assertProblem(Class<? extends Problem> problem, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> {
            assertThat(thrown.problem()).isInstanceOf(problem);
            assertThat(thrown.problem().message()).contains(sentence);
        });
    }

    @Test
    void whatItWrapsOpensForItsUseAloneAndTheKeyStaysInVault() throws Exception {
        TransitMasterKey key = byRole();
        assertThat(key.id()).isEqualTo("vault:transit/binome");
        byte[] wrapped = key.wrap(KEY, USE);
        assertThat(new String(wrapped, StandardCharsets.US_ASCII)).startsWith("vault:v1:");
        assertThat(key.unwrap(wrapped, USE)).isEqualTo(KEY);
        assertThatThrownBy(() -> key.unwrap(wrapped, "tenant 2, generation 1"))
                .isInstanceOf(IllegalStateException.class);
        byte[] altered = wrapped.clone();
        altered[20] ^= 1;
        assertThatThrownBy(() -> key.unwrap(altered, USE))
                .isInstanceOfAny(ProblemException.class, IllegalArgumentException.class);
        assertThat(vault.paths())
                .containsOnly("auth/approle/login", "transit/encrypt/binome", "transit/decrypt/binome");
    }

    @Test
    void aProofHoldsForItsTextAlone() throws Exception {
        TransitMasterKey key = byRole();
        byte[] text = "manifest".getBytes(StandardCharsets.UTF_8);
        String proof = key.proof("backup", text);
        assertThat(key.proves("backup", text, proof)).isTrue();
        assertThat(key.proves("other", text, proof)).isFalse();
        assertThat(key.proves("backup", KEY, proof)).isFalse();
        assertThat(key.proves("backup", text, "abcdef")).isFalse();
    }

    @Test
    void versionsAreRewrappedAndRetired() throws Exception {
        TransitMasterKey key = byRole();
        byte[] first = key.wrap(KEY, USE);
        assertThat(key.renewed(first)).as("there is no newer version").isEqualTo(first);
        vault.transit.rotate("binome");
        assertThat(key.unwrap(first, USE)).isEqualTo(KEY);
        byte[] second = key.renewed(first);
        assertThat(key.version(first)).isEqualTo("v1");
        assertThat(key.version(second)).isEqualTo("v2");
        vault.transit.retireBefore("binome", 2);
        assertProblem(MasterKeyRefused.class, "too old", () -> key.unwrap(first, USE));
        assertThat(key.unwrap(second, USE)).as("it is bound to its use still").isEqualTo(KEY);
    }

    @Test
    void aSealedVaultIsSaidInOneSentenceAndAskedAgainSoon() throws Exception {
        TransitMasterKey key = byRole();
        byte[] wrapped = key.wrap(KEY, USE);
        vault.sealed = true;
        assertProblem(MasterKeyAway.class, "it is sealed. What needs no key goes on", () -> key.unwrap(wrapped, USE));
        long before = vault.count("POST", "transit/decrypt/binome");
        assertProblem(MasterKeyAway.class, "it is sealed", () -> key.unwrap(wrapped, USE));
        assertThat(vault.count("POST", "transit/decrypt/binome"))
                .as("nobody waits for what has just failed")
                .isEqualTo(before);
        vault.sealed = false;
        // Another process, which has not just failed.
        assertThat(byRole().unwrap(wrapped, USE)).isEqualTo(KEY);
        vault.silent = true;
        TransitMasterKey third = byRole();
        assertProblem(MasterKeyAway.class, "is away", () -> third.unwrap(wrapped, USE));
    }

    @Test
    void whatVaultRefusesIsItsOwnSentence() throws Exception {
        assertProblem(
                MasterKeyRefused.class, "invalid role or secret ID", () -> by(Login.APPROLE, FakeVault.ROLE_ID, "wrong")
                        .wrap(KEY, USE));
        vault.transit.delete("binome");
        assertProblem(MasterKeyRefused.class, "encryption key not found", () -> byRole().wrap(KEY, USE));
        vault.mayUseTransit = false;
        assertProblem(MasterKeyRefused.class, "permission denied", () -> byRole().wrap(KEY, USE));
        VaultKeySettings gone = settings(Login.APPROLE, FakeVault.ROLE_ID, "x");
        Files.delete(gone.credentialFile());
        assertProblem(MasterKeyRefused.class, "cannot be read here", () -> by(gone).wrap(KEY, USE));
    }

    @Test
    void aTokenIsTakenFromItsFileAlsoWhenItIsAnother() throws Exception {
        TransitMasterKey key = by(Login.TOKEN, "", vault.makeToken());
        byte[] wrapped = key.wrap(KEY, USE);
        vault.revokeAllTokens();
        Files.writeString(folder.resolve("credential"), vault.makeToken());
        assertThat(key.unwrap(wrapped, USE)).isEqualTo(KEY);
        vault.revokeAllTokens();
        assertProblem(MasterKeyRefused.class, "permission denied", () -> key.unwrap(wrapped, USE));
    }

    @Test
    void aJwtSignsInAndANamespaceIsPartOfTheName() throws Exception {
        vault.namespace = "team";
        Path file = folder.resolve("jwt");
        Files.writeString(file, FakeVault.JWT);
        Map<String, String> set = Map.of(
                "address", vault.address().toString(),
                "login", "jwt",
                "role", "binome",
                "namespace", "team",
                "credential-file", file.toString());
        VaultKeySettings settings = VaultKeySettings.of(set::get).orElseThrow();
        assertThat(settings.id()).isEqualTo("vault:team/transit/binome");
        assertThat(by(settings).unwrap(by(settings).wrap(KEY, USE), USE)).isEqualTo(KEY);
        assertThat(vault.seen).allMatch(one -> "team".equals(one.namespace()));
    }

    @Test
    void wrongSettingsSayWhichOne() {
        for (Map<String, String> wrong : java.util.List.of(
                Map.of("address", "http://vault.example:8200", "credential-file", "f", "role", "r"),
                Map.of("address", "https://vault.example/v1", "credential-file", "f", "role", "r"))) {
            assertThatThrownBy(() -> VaultKeySettings.of(wrong::get)).hasMessageContaining("binome.vault-key.address");
        }
        Map<String, String> good = Map.of("address", "https://v:8200", "credential-file", "f", "role", "r");
        for (Map.Entry<String, String> wrong : Map.of(
                        "login", "password", "kept-for", "soon", "key", "a/b", "mount", "../sys", "namespace", "a b")
                .entrySet()) {
            assertThatThrownBy(() -> VaultKeySettings.of(
                            name -> name.equals(wrong.getKey()) ? wrong.getValue() : good.get(name)))
                    .hasMessageContaining("binome.vault-key." + wrong.getKey());
        }
        assertThat(VaultKeySettings.of(name -> name.equals("kept-for") ? "90m" : good.get(name))
                        .orElseThrow()
                        .keptFor())
                .isEqualTo(Duration.ofMinutes(90));
        assertThat(VaultKeySettings.of(_ -> null)).isEmpty();
    }

    @Test
    void programsThatKnowNothingOfVaultFindIt() {
        assertThat(ServiceLoader.load(VaultKeys.class).findFirst().orElseThrow())
                .isInstanceOf(TransitKeys.class);
    }
}
