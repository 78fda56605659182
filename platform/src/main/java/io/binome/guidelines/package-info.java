/**
 * Rules in CEL over what a plan does: findings, risk, exemptions. May use contracts, and what those stand on.
 */
@NullMarked
package io.binome.guidelines;

import org.jspecify.annotations.NullMarked;
