/** How calendars are read and computed; nothing outside the room uses it. */
@NullMarked
package io.binome.calendar.internal;

import org.jspecify.annotations.NullMarked;
