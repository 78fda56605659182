package io.binome.drivers.docker;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image reference in full, as Docker reads it: {@code nginx} is {@code docker.io/library/nginx:latest}.
 * github.com/distribution/reference.
 *
 * @param registry {@code docker.io} for Docker's own
 * @param tag null when a digest says it all
 * @param digest {@code sha256:…}
 */
record ImageName(
        String registry,
        String path,
        @Nullable String tag,
        @Nullable String digest) {
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern REGISTRY =
            Pattern.compile("[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)*(:[0-9]{1,5})?");

    /** @throws IllegalArgumentException with a sentence when it is no reference */
    static ImageName parse(String reference) {
        String rest = reference;
        String digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
        }
        String tag = null;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        String registry = "docker.io";
        int slash = rest.indexOf('/');
        if (slash > 0 && isRegistry(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        if (registry.equals("index.docker.io")) {
            registry = "docker.io";
        }
        if (registry.equals("docker.io") && rest.indexOf('/') < 0) {
            rest = "library/" + rest;
        }
        boolean right = PATH.matcher(rest).matches()
                && REGISTRY.matcher(registry).matches()
                && (tag == null || TAG.matcher(tag).matches())
                && (digest == null || DIGEST.matcher(digest).matches());
        if (!right) {
            throw new IllegalArgumentException(
                    "\"" + reference + "\" is no image reference; it is written registry/name:tag, in lower case");
        }
        return new ImageName(registry, rest, tag == null && digest == null ? "latest" : tag, digest);
    }

    /** Registry and path, without tag or digest. */
    String name() {
        return registry + "/" + path;
    }

    /** As the engine wants it: the digest where there is one. */
    String pullable() {
        return digest == null ? name() + ":" + tag : name() + "@" + digest;
    }

    private static boolean isRegistry(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    }
}
