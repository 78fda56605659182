/** How keys are kept in PostgreSQL. */
package io.binome.idempotency.internal;
