/** How contracts are read and kept. */
@NullMarked
package io.binome.contracts.internal;

import org.jspecify.annotations.NullMarked;
