package io.binome.kernel;

/** How much a change could hurt, lowest first. */
public enum Risk {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
