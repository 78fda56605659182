/**
 * Data centres, the servers in them and how these were last seen. May use tenancy and what is below it.
 */
package io.binome.sites;
