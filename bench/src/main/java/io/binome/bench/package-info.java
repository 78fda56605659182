/**
 * How fast and how small: measures a real server from outside, through git, the HTTP API and the launcher, and prints a
 * table. Uses the command line's API client and nothing of the server; nothing uses it.
 */
@NullMarked
package io.binome.bench;

import org.jspecify.annotations.NullMarked;
