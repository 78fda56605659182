/** The inside of the room: its tables, and the arithmetic of dividing a cost. */
@NullMarked
package io.binome.margin.internal;

import org.jspecify.annotations.NullMarked;
