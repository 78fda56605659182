/**
 * Sealing of what must not be stored in clear, logins at registries, fingerprints of values. May use tenancy and what is
 * below it.
 */
package io.binome.secrets;
