package io.binome.compose.internal;

import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of a file as text: UTF-8 only, without its byte order mark, without NUL. */
final class Text {
    private Text() {}

    static String decode(String file, byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problems.stop(new ComposeProblem.MalformedYaml(
                    ComposePlace.ofFile(file), "the file is not UTF-8", "Save it as UTF-8"));
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            int line =
                    (int) text.substring(0, nul).chars().filter(c -> c == '\n').count() + 1;
            int column = nul - text.lastIndexOf('\n', nul);
            throw Problems.stop(new ComposeProblem.MalformedYaml(
                    new ComposePlace(new Origin(file, line, column), ""),
                    "the file holds a NUL character",
                    "Remove it"));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
