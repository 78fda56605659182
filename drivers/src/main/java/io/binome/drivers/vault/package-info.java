/**
 * Lends secrets from HashiCorp Vault or OpenBao over the HTTP API that both have (version 1): values of the key-value
 * engine, version 2, and logins at databases. And wraps keys by a master key that the transit engine keeps.
 */
@NullMarked
package io.binome.drivers.vault;

import org.jspecify.annotations.NullMarked;
