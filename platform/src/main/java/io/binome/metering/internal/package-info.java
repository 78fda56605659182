/** How readings become hours: a pure core in {@code Meter} and {@code Span}, its tables, and what reads the hosts. */
@NullMarked
package io.binome.metering.internal;

import org.jspecify.annotations.NullMarked;
