/** How long a connection may take for what it sends, so that nobody holds the server's by saying next to nothing. */
@NullMarked
package io.binome.server.connections;

import org.jspecify.annotations.NullMarked;
