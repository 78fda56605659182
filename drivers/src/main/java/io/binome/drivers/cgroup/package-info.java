/**
 * What containers of this machine used, from the cgroups that their engine keeps for Binome: the {@code UsageSource} of
 * hosts whose engine is on this machine. May use the platform.
 */
@NullMarked
package io.binome.drivers.cgroup;

import org.jspecify.annotations.NullMarked;
