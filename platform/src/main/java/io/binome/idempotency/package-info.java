/**
 * Requests that must not be carried out twice: which keys were used, for what, and what was answered. May use tenancy and
 * what is below it.
 */
package io.binome.idempotency;
