package io.binome.tenancy;

/**
 * What stands against the end of a stay.
 *
 * @param name as people know it: {@code repository/stack}, {@code repository!12}
 */
public record Obstacle(Kind kind, String name) {
    /** Ordered by what is to be done first. */
    public enum Kind {
        /** A change waits to be applied, or is at it. */
        CHANGE("the change ", " is to be applied or is at it, so let it end or take it out of its queue"),
        /** A service is there, whether it runs or not. */
        SERVICE("the service ", " is still there, so remove its stack by a change"),
        /** Somebody writes a state. */
        LOCK("the state ", " is locked, so let that end or release it"),
        /** A job of the machine is at work. */
        WORK("the job ", " is at work, so try again when it has ended"),
        /** A state names resources that would go on without anybody's looking. */
        STATE("the state ", " names resources, so destroy them by a change or say that they are left behind"),
        /** A volume is kept for the rest of its 30 days, and can then not be attached any more. */
        VOLUME("the volume ", " is kept for 30 days, so take what it holds or say that it is left behind");

        private final String before;
        private final String after;

        Kind(String before, String after) {
            this.before = before;
            this.after = after;
        }

        /** Whether it is enough to say that it stays behind. */
        public boolean maybeLeft() {
            return this == STATE || this == VOLUME;
        }
    }

    /** An English phrase without an end. */
    public String words() {
        return kind.before + name + kind.after;
    }
}
