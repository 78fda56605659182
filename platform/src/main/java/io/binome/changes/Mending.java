package io.binome.changes;

/**
 * What a change does about the drift of a stack whose files it leaves as they are. A commit of the branch asks for it by a
 * trailer of its message, such as {@code Restores: web}, whoever pushes it.
 */
public enum Mending {
    /** What runs becomes again what the files say. */
    RESTORE("Restores", "restore"),
    /** What was changed outside is taken over into what is recorded; the files have to follow. */
    ADOPT("Adopts", "adopt");

    private final String trailer;
    private final String verb;

    Mending(String trailer, String verb) {
        this.trailer = trailer;
        this.verb = verb;
    }

    /** The key of its trailer. */
    public String trailer() {
        return trailer;
    }

    /** As commands and branches name it. */
    public String verb() {
        return verb;
    }
}
