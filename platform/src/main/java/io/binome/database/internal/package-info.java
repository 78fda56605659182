/** How the database room keeps its promises; nothing outside the room looks in here. */
@NullMarked
package io.binome.database.internal;

import org.jspecify.annotations.NullMarked;
