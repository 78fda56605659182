package io.binome.states;

/**
 * User and password of a run, for basic authentication at the state backend. Bound to one state and one run, ended with
 * it; kept only as a hash.
 */
public record RunCredential(String user, String password) {
    @Override
    public String toString() {
        return "RunCredential[" + user + "]";
    }
}
