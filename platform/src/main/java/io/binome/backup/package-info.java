/**
 * Keeping Binome: everything that its database holds in one file, the master key in another under a passphrase, and both
 * back again on another machine. Stands on the secrets and what is below; used by the administrator's commands alone.
 */
@NullMarked
package io.binome.backup;

import org.jspecify.annotations.NullMarked;
