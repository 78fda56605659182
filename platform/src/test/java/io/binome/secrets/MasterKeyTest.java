package io.binome.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the master key is made, found and guarded. */
class MasterKeyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private MasterKey load(Path file) {
        return MasterKey.load(file, Map.of(), RANDOM);
    }

    @Test
    void theFirstStartMakesAFileForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("keys").resolve("master-key");
        MasterKey made = load(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(load(file).id()).isEqualTo(made.id());
        assertThat(load(file).unwrap(made.wrap(new byte[] {1, 2}, "use"), "use"))
                .containsExactly(1, 2);
    }

    @Test
    void serversThatStartAtOnceComeToTheSameKey() throws Exception {
        Path file = folder.resolve("master-key");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> starts = IntStream.range(0, 16)
                    .<Callable<String>>mapToObj(_ -> () -> load(file).id())
                    .toList();
            var ids = threads.invokeAll(starts).stream().map(java.util.concurrent.Future::resultNow);
            assertThat(ids.distinct()).hasSize(1);
        }
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws Exception {
        Path file = folder.resolve("master-key");
        load(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> load(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedFileIsRefusedAndNotReplaced() throws Exception {
        Path file = folder.resolve("master-key");
        load(file);
        Files.writeString(file, "# nothing\n");
        assertThatThrownBy(() -> load(file)).hasMessageContaining("Restore it");
        Files.writeString(file, "c2hvcnQ=\n");
        assertThatThrownBy(() -> load(file)).hasMessageContaining("32 bytes").hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() {
        Path file = folder.resolve("master-key");
        byte[] key = new byte[32];
        key[0] = -1;
        String standard = Base64.getEncoder().encodeToString(key);
        String forUrls = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        MasterKey given = MasterKey.load(file, Map.of(MasterKey.VARIABLE, standard), RANDOM);
        assertThat(file).doesNotExist();
        assertThat(MasterKey.load(file, Map.of(MasterKey.VARIABLE, forUrls + "\n"), RANDOM)
                        .id())
                .isEqualTo(given.id());
        assertThat(given).hasToString("MasterKey[" + given.id() + "]");
        assertThatThrownBy(() -> MasterKey.load(file, Map.of(MasterKey.VARIABLE, "secret!"), RANDOM))
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("secret!");
    }

    @Test
    void whatWasWrappedOpensForItsUseAndKeyAlone() {
        MasterKey one = load(folder.resolve("one"));
        MasterKey other = load(folder.resolve("other"));
        byte[] wrapped = one.wrap(new byte[32], "a");
        assertThatThrownBy(() -> one.unwrap(wrapped, "b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.unwrap(wrapped, "a")).isInstanceOf(IllegalStateException.class);
    }
}
