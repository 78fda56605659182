/** How the backup room keeps its promises; nothing outside the room looks in here. */
@NullMarked
package io.binome.backup.internal;

import org.jspecify.annotations.NullMarked;
