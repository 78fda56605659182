/**
 * Price books, what a plan costs a month, budgets. May use contracts, workloads, and what those stand on.
 */
@NullMarked
package io.binome.billing;

import org.jspecify.annotations.NullMarked;
