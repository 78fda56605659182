package io.binome.workloads;

/**
 * An image that cannot change under one's feet.
 *
 * @param reference as people wrote it, for showing
 * @param pin {@code name@sha256:…} when a registry knows it, {@code sha256:…} (the image id) when only hosts do
 */
public record PinnedImage(String reference, String pin) {
    public boolean byDigest() {
        return pin.contains("@sha256:");
    }
}
