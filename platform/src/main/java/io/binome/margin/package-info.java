/**
 * What hosts cost the provider, and what is left of each tenant's bill: the provider's own, never shown to a tenant.
 * May use billing and what is below it.
 */
@NullMarked
package io.binome.margin;

import org.jspecify.annotations.NullMarked;
