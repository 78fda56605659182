/** How levels are computed from the record and proposed; nothing outside the room uses it but the wiring. */
@NullMarked
package io.binome.advice.internal;

import org.jspecify.annotations.NullMarked;
