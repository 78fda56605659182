/** The product from outside: a real server process, real git, real Docker, and what people and accidents do to them. */
@NullMarked
package io.binome.acceptance;

import org.jspecify.annotations.NullMarked;
