/**
 * {@code binome agent}: reads a remote host where it stands, keeps what it has read on the disk, and brings it to the server.
 * A program of its own, which uses the drivers of control groups and of the engine; nothing uses it.
 */
@NullMarked
package io.binome.drivers.agent;

import org.jspecify.annotations.NullMarked;
