/** How the keys of tenants, and what they seal, are kept in PostgreSQL. */
@NullMarked
package io.binome.secrets.internal;

import org.jspecify.annotations.NullMarked;
