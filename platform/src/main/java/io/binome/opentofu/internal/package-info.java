/** How plans are read and compared. */
@NullMarked
package io.binome.opentofu.internal;

import org.jspecify.annotations.NullMarked;
