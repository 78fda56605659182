/**
 * When something may be done: windows, freezes, public holidays, working hours. Pure functions of the rules and the
 * time. May use kernel.
 */
@NullMarked
package io.binome.calendar;

import org.jspecify.annotations.NullMarked;
