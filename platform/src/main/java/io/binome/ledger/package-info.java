/**
 * The record that neither side can rewrite: one transparency log per tenant, with signed checkpoints and proofs. May use
 * the kernel and the database.
 */
package io.binome.ledger;
