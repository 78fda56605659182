/** How sites and hosts are kept in PostgreSQL, and the copy of them in memory. */
@NullMarked
package io.binome.sites.internal;

import org.jspecify.annotations.NullMarked;
