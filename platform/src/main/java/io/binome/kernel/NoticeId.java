package io.binome.kernel;

import java.util.UUID;

/** Something that is told; the id that receivers drop doubles by. */
public record NoticeId(UUID value) implements Id {
    /**
     * Reads the canonical text form.
     *
     * @throws ProblemException with {@link InvalidInput} when the text is no identifier
     */
    public static NoticeId parse(String text) {
        return new NoticeId(Id.parseUuid(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
