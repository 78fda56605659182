/**
 * Sealing of what must not be stored in clear, secrets and who may borrow them, logins at registries, fingerprints of
 * values. May use runs, whose logs it keeps values out of, and what is below them.
 */
package io.binome.secrets;
