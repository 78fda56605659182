/** The doors and the wiring. The only place where Spring lives. */
package io.binome.server;
