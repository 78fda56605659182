package io.binome.stacks;

/** What a plan does to a resource, in the words of OpenTofu's plan. */
public enum Action {
    NO_OP,
    READ,
    CREATE,
    UPDATE,
    /** Deleted, then created anew. */
    REPLACE,
    /** The new one stands before the old one goes. */
    REPLACE_CREATE_FIRST,
    DELETE,
    /** No longer governed; what runs stays. */
    FORGET,
    /** What was changed outside is taken over as it was found; what runs stays. */
    ADOPT;

    public boolean changes() {
        return this != NO_OP && this != READ;
    }

    public boolean replaces() {
        return this == REPLACE || this == REPLACE_CREATE_FIRST;
    }
}
