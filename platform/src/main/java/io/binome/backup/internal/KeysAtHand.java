package io.binome.backup.internal;

import io.binome.backup.Installation;
import io.binome.backup.MasterKeys.AtHand;
import io.binome.kernel.ProblemException;
import io.binome.secrets.MasterKey;
import io.binome.secrets.WrappingKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All master keys that can be asked on this machine: that of Vault, the variable's, and those in the folder of keys. */
final class KeysAtHand {
    private final Map<String, WrappingKey> byId = new LinkedHashMap<>();
    private final List<AtHand> told = new ArrayList<>();

    private KeysAtHand() {}

    /** The one that the server would use comes first. */
    static KeysAtHand of(Installation installation) {
        KeysAtHand found = new KeysAtHand();
        installation.vault().ifPresent(vault -> found.add(vault, "Vault"));
        Path file = installation.masterKey();
        boolean variable =
                !installation.environment().getOrDefault(MasterKey.VARIABLE, "").isBlank();
        if (variable) {
            found.add(MasterKey.load(file, installation.environment(), new SecureRandom()), MasterKey.VARIABLE);
        }
        if (Files.exists(file)) {
            found.add(MasterKey.load(file, Map.of(), new SecureRandom()), file.toString());
        }
        for (Path other : others(file)) {
            found.add(MasterKey.load(other, Map.of(), new SecureRandom()), other.toString());
        }
        return found;
    }

    private static List<Path> others(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(one -> one.getFileName().toString().startsWith(file.getFileName() + "."))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(WrappingKey key, String from) {
        boolean first = told.isEmpty();
        if (byId.putIfAbsent(key.id(), key) == null) {
            told.add(new AtHand(key.id(), from, first));
        }
    }

    List<AtHand> told() {
        return List.copyOf(told);
    }

    List<WrappingKey> all() {
        return List.copyOf(byId.values());
    }

    Optional<WrappingKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Why a key does not open what it wrapped; empty when it does. */
    static Optional<String> trouble(WrappingKey key, byte[] wrapped, String use) {
        try {
            key.unwrap(wrapped, use);
            return Optional.empty();
        } catch (ProblemException failed) {
            return Optional.of(failed.problem().message());
        } catch (IllegalStateException failed) {
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }
}
