/**
 * Words that every room shares: typed ids, names and their one validator, problems, scopes. Stands on nothing but the
 * JDK, and says nothing that only one room needs.
 */
package io.binome.kernel;
