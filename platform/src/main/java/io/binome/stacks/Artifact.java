package io.binome.stacks;

import java.util.Arrays;

/**
 * What an engine needs beside a plan to carry out exactly that plan, such as OpenTofu's plan file. It may hold secrets, so
 * it is kept sealed, and no text of it is ever shown.
 */
public final class Artifact {
    private final byte[] bytes;

    public Artifact(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Artifact artifact && Arrays.equals(bytes, artifact.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Artifact[" + bytes.length + " bytes]";
    }
}
