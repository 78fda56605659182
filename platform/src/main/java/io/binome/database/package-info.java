/**
 * PostgreSQL as Binome uses it: transactions under the right role, migrations, the embedded server, and the tables that
 * jOOQ generates from the migrations. Stands on the kernel. A migration that makes a table calls the functions of
 * {@code V0001__foundation.sql} to say who may see it; a table with a {@code tenant_id} must be protected by
 * {@code binome_protect_tenant_table}. See {@code CONTRIBUTING.md}, "Adding a table".
 */
@NullMarked
package io.binome.database;

import org.jspecify.annotations.NullMarked;
