/**
 * PostgreSQL as Binome uses it: transactions under the right role, migrations, the embedded server, and the tables that
 * jOOQ generates from the migrations. Stands on the kernel.
 */
package io.binome.database;
