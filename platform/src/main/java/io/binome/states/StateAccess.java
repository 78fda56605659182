package io.binome.states;

/** What a run may do with its state. */
public enum StateAccess {
    /** Read and lock, as a plan does. */
    READ,
    /** Write under its lock as well. */
    WRITE
}
