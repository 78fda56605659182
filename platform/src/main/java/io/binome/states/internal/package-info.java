/** How states are kept in PostgreSQL. */
package io.binome.states.internal;
