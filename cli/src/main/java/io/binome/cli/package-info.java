/**
 * The {@code binome} command: speaks the HTTP API. From the platform it uses nothing but what works on files without a
 * server, see docs/decisions/0010-cli-offline-commands.md.
 */
@NullMarked
package io.binome.cli;

import org.jspecify.annotations.NullMarked;
