/** How routes are kept in PostgreSQL, and how the proxy is made to follow. */
@NullMarked
package io.binome.edge.internal;

import org.jspecify.annotations.NullMarked;
