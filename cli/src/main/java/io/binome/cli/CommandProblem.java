package io.binome.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A problem to be told in its sentence, with exit code 1. */
public final class CommandProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable JsonNode document;

    CommandProblem(String sentence) {
        this(sentence, null);
    }

    /** @param document the server's answer (RFC 9457); null when the command itself found it */
    CommandProblem(String sentence, @Nullable JsonNode document) {
        super(sentence);
        this.document = document;
    }

    public @Nullable JsonNode document() {
        return document;
    }
}
