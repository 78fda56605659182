/** How price books are read and plans are priced. */
@NullMarked
package io.binome.billing.internal;

import org.jspecify.annotations.NullMarked;
