/**
 * The {@code Edge} port carried by HAProxy 2.6 or newer: a process of its own, configured by one file, switched through
 * its runtime API. Why it is done this way: {@code docs/decisions/0011-haproxy-as-edge.md}.
 */
@NullMarked
package io.binome.drivers.haproxy;

import org.jspecify.annotations.NullMarked;
