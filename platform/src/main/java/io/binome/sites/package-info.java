/**
 * Data centres, the servers in them and how these were last seen. May use secrets and what is below it.
 */
package io.binome.sites;
