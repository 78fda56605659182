/** Git over HTTP: the door that the ordinary git client comes in by. */
package io.binome.server.git;
