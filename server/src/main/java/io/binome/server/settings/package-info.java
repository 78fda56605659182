/** What can be set, and what must not be. */
package io.binome.server.settings;
