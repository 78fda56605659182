package io.binome.repositories;

/**
 * Looks again at whether a push is allowed, right before its refs move: a push may take minutes, and the right to it may
 * have ended meanwhile.
 */
@FunctionalInterface
public interface PushGuard {
    boolean stillAllowed();
}
