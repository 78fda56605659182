/**
 * The record that neither side can rewrite: one append-only, hash-chained log per tenant. May use the kernel and the
 * database.
 */
package io.binome.ledger;
