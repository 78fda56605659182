/**
 * Reads the Compose specification as Docker's own loader does and yields the normalised project, with the place of
 * origin of every value. Pure: sees nothing but the sources and variables it is given. Stands on the kernel.
 */
package io.binome.compose;
