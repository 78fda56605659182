/**
 * The change: its lifecycle, plans, reviews, queue and apply, with every step in the ledger. May use all rooms that are
 * built so far.
 */
package io.binome.changes;
