/**
 * What Binome proposes from the record: the autonomy that a tenant has earned or lost, and limits that fit what is used.
 * Each proposal is a change that people decide on. May use changes, and what that stands on.
 */
@NullMarked
package io.binome.advice;

import org.jspecify.annotations.NullMarked;
