package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A contract that holds without anybody having written it into a repository.
 *
 * @param source the text of its {@code contract.yaml}
 */
public record Offer(String source, Contract contract) {
    /** What the provider offers to new tenants, unless it has an offer of its own. */
    public static Offer usual() {
        return resource("/contracts/offer.yaml");
    }

    /** What holds in the provider's own tenant until it says otherwise. */
    static Offer ofProvider() {
        return resource("/contracts/provider.yaml");
    }

    /**
     * Reads an offer.
     *
     * @param file as the refusal names it
     * @throws IllegalArgumentException when it could not take effect; the message names the first place
     */
    public static Offer of(String file, String source) {
        return switch (ContractReader.read(file, source.getBytes(StandardCharsets.UTF_8))) {
            case ContractReading.Read read -> new Offer(source, read.contract());
            case ContractReading.Wrong wrong -> {
                var first = wrong.findings().getFirst();
                throw new IllegalArgumentException(
                        file + ":" + first.line() + ":" + first.column() + ": " + first.reason());
            }
        };
    }

    private static Offer resource(String name) {
        try (InputStream stream = Offer.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("There is no resource " + name);
            }
            return of(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException("Reading the resource " + name, failed);
        }
    }
}
