package io.binome.runs;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a process writes, in whatever pieces, as masked lines: a value is found however it was split. A line that does
 * not end is handed on in parts, cut where no value is. Not for several threads; a line is held in memory up to 64 KiB
 * or twice the longest form of a value.
 */
public final class MaskedLines extends OutputStream {
    private static final int LONGEST_LINE = 64 << 10;

    private final SecretSearch search;
    private final Consumer<String> lines;
    private final int longest;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(8 << 10);
    private final CharBuffer characters = CharBuffer.allocate(8 << 10);
    private final StringBuilder line = new StringBuilder();
    private boolean closed;

    public MaskedLines(SecretSearch search, Consumer<String> lines) {
        this.search = search;
        this.lines = lines;
        this.longest = Math.max(LONGEST_LINE, 2 * search.longest());
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int some = Math.min(bytes.remaining(), end - at);
            bytes.put(piece, at, some);
            at += some;
            decode(false);
        }
    }

    /** Hands on the last line, where it has no end. Once: closing it again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        decode(true);
        decoder.flush(characters);
        take();
        if (!line.isEmpty()) {
            end();
        }
    }

    private void decode(boolean last) {
        bytes.flip();
        while (decoder.decode(bytes, characters, last).isOverflow()) {
            take();
        }
        take();
        bytes.compact();
    }

    private void take() {
        characters.flip();
        while (characters.hasRemaining()) {
            char c = characters.get();
            if (c == '\n') {
                end();
            } else {
                line.append(c);
                if (line.length() >= longest) {
                    handOnPart();
                }
            }
        }
        characters.clear();
    }

    private void end() {
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        lines.accept(search.masked(line.toString()));
        line.setLength(0);
    }

    /** What a value may still begin in stays; so does the whole value that the cut would go through. */
    private void handOnPart() {
        int cut = search.cutBefore(line.toString(), line.length() - search.longest());
        lines.accept(search.masked(line.substring(0, cut)));
        line.delete(0, cut);
    }
}
