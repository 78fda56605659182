package io.binome.states.internal;

import java.io.IOException;
import java.io.InputStream;

/** Opens a body to be read from its beginning, as often as that is needed. */
@FunctionalInterface
interface StateSource {
    InputStream open() throws IOException;
}
