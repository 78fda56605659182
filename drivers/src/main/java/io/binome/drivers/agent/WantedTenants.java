package io.binome.drivers.agent;

import io.binome.kernel.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whose groups are read: whom the server has named last, also after a restart while it cannot be asked. Groups of others may
 * lie on the same machine, by the thousand.
 */
final class WantedTenants {
    private final Path file;
    private final Runnable changed;
    private final Consumer<String> say;
    private volatile Set<TenantId> tenants = Set.of();
    private boolean known;

    /** @param changed told when there are others than before */
    WantedTenants(Path folder, Runnable changed, Consumer<String> say) throws IOException {
        this.file = folder.resolve("tenants");
        this.changed = changed;
        this.say = say;
        if (Files.exists(file)) {
            tenants = Files.readAllLines(file).stream().map(TenantId::parse).collect(Collectors.toUnmodifiableSet());
            known = true;
        }
    }

    boolean known() {
        return known;
    }

    boolean wants(TenantId tenant) {
        return tenants.contains(tenant);
    }

    void learn(Set<TenantId> named) {
        if (known && named.equals(tenants)) {
            return;
        }
        tenants = Set.copyOf(named);
        known = true;
        changed.run();
        try {
            Path anew = file.resolveSibling("tenants.new");
            Files.write(anew, named.stream().map(TenantId::toString).sorted().toList());
            Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            say.accept("Whose groups are read cannot be kept on the disk: " + full.getMessage());
        }
    }
}
