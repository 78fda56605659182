/** Commands on Compose files: they work offline, on the files of this machine, without a server. */
package io.binome.cli.compose;
