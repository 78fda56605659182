/** How drift is looked for, and what was found is kept. */
@NullMarked
package io.binome.drift.internal;

import org.jspecify.annotations.NullMarked;
