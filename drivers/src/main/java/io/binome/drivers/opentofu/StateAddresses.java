package io.binome.drivers.opentofu;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.states.StateAddress;

/** By which names the state of a stack is found over HTTP. */
@FunctionalInterface
public interface StateAddresses {
    StateAddress of(TenantScope scope, StackId stack, String workspace);
}
