/**
 * The companies, their people, how these prove who they are, and the one answer to "may they?". May use the ledger and
 * what is below it.
 */
package io.binome.tenancy;
