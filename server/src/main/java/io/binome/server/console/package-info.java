/** The console: pages rendered here, a little script for what is live. Speaks to the rooms' faces and to nothing else. */
package io.binome.server.console;
