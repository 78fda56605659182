package io.binome.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What was said for all commands alike. Filled once, while the command line is parsed. */
final class Options {
    private @Nullable String server;
    private @Nullable Path authorities;
    private @Nullable String tenant;
    private boolean json;

    @Nullable
    String server() {
        return server;
    }

    void server(@Nullable String given) {
        server = given;
    }

    @Nullable
    Path authorities() {
        return authorities;
    }

    void authorities(@Nullable Path given) {
        authorities = given;
    }

    @Nullable
    String tenant() {
        return tenant;
    }

    void tenant(@Nullable String given) {
        tenant = given;
    }

    boolean json() {
        return json;
    }

    void json(boolean given) {
        json = given;
    }
}
