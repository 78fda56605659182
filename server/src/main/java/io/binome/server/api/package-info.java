/** The HTTP API: thin controllers that enter a tenant through Access, call one room, and answer with plain records. */
package io.binome.server.api;
