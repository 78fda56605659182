/** How rules are read, compiled and evaluated. */
@NullMarked
package io.binome.guidelines.internal;

import org.jspecify.annotations.NullMarked;
