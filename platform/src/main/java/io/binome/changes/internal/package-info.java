/** How changes are kept and moved. */
package io.binome.changes.internal;
