/** How hosted Git works: JGit's repository over PostgreSQL, its transport, its rules. Not for other rooms. */
package io.binome.repositories.internal;
