package io.binome.opentofu.internal;

/**
 * What one document may take of the memory. A document is written by whoever wrote the configuration: without a bound it
 * could end the server.
 */
final class Budget {
    /** Far beyond what providers nest. */
    static final int DEPTH = 200;

    /** Characters of one value. */
    static final int TEXT = 4_000_000;

    /** Characters of an attribute's path. */
    static final int PATH = 4_000;

    /** Values and brackets of one resource, its before, after and marks together. */
    private static final int NODES_OF_RESOURCE = 400_000;

    private static final int VALUES = 1_000_000;
    private static final long CHARACTERS = 48_000_000;
    private static final int RESOURCES = 100_000;

    private int nodes;
    private int values;
    private long characters;
    private int resources;

    void resource() {
        nodes = 0;
        if (++resources > RESOURCES) {
            throw Refusal.tooLarge("it has more than " + RESOURCES + " resources");
        }
    }

    void node() {
        if (++nodes > NODES_OF_RESOURCE) {
            throw Refusal.tooLarge("one of its resources has more than " + NODES_OF_RESOURCE + " values");
        }
    }

    /** Something that is kept. @throws ProblemException when all of it together is too much */
    void keep(int length) {
        characters += length;
        if (++values > VALUES || characters > CHARACTERS) {
            throw Refusal.tooLarge("what changes has more than " + VALUES + " values or " + CHARACTERS + " characters");
        }
    }
}
