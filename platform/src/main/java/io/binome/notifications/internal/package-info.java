/** The inside of notifications. */
@NullMarked
package io.binome.notifications.internal;

import org.jspecify.annotations.NullMarked;
