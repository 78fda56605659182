/** How jobs and runs are kept in PostgreSQL, and the runner that carries jobs out. */
@NullMarked
package io.binome.runs.internal;

import org.jspecify.annotations.NullMarked;
