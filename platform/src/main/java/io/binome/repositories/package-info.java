/**
 * Hosted Git: repositories in PostgreSQL, protected default branches, merges, diffs, and word of each push to whoever
 * listens. May use tenancy and what is below it.
 */
package io.binome.repositories;
