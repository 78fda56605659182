package io.binome.server.state;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemType;

/**
 * An address of no stack. Never 404: clients take that for a state that is empty, and would plan to make everything
 * anew.
 */
@ProblemType(code = "state-address-unknown", status = 400)
record NoSuchState(String path) implements Problem {
    @Override
    public String message() {
        return "There is no stack at " + path + ". The address is /state/<tenant>/<repository>/<stack>, and a stack is"
                + " known once a change has declared it.";
    }
}
