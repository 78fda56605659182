package io.binome.opentofu.internal;

import io.binome.kernel.ProblemException;
import io.binome.opentofu.Fingerprinter;
import io.binome.opentofu.TerraformPlan;
import io.binome.opentofu.TerraformPlanProblem;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Opens a document and answers for all that can be wrong with it as JSON. */
public final class PlanDocument {
    /** Names are not kept in the memory of the process for good: they come from outside. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Budget.DEPTH)
                    .maxStringLength(Budget.TEXT)
                    .build())
            .build();

    private PlanDocument() {}

    public static TerraformPlan read(InputStream json, TerraformPlan.Subject subject, Fingerprinter fingerprinter)
            throws IOException {
        BufferedInputStream stream = new BufferedInputStream(json, 64 * 1024);
        refuseSavedPlan(stream);
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), new Unclosed(stream));
        try (parser) {
            return new PlanSections(parser, subject, fingerprinter).read();
        } catch (StreamConstraintsException bound) {
            throw new ProblemException(
                    new TerraformPlanProblem.TooLarge("something in it is nested deeper than " + Budget.DEPTH
                            + " levels, or a name, number or text is longer than any provider writes"),
                    bound);
        } catch (StreamReadException broken) {
            throw malformed(parser, broken);
        } catch (JacksonIOException failed) {
            if (failed.getCause() instanceof CharConversionException
                    || failed.getCause() instanceof CharacterCodingException) {
                throw malformed(parser, failed);
            }
            throw failed.getCause();
        }
    }

    /** Not the parser's own message: it quotes the document, of which nobody knows yet what is secret. */
    private static ProblemException malformed(JsonParser parser, JacksonException broken) {
        var location = parser.currentLocation();
        return new ProblemException(
                new TerraformPlanProblem.Malformed("it is no JSON at line " + location.getLineNr() + ", column "
                        + location.getColumnNr() + ", or it was cut off there"),
                broken);
    }

    private static void refuseSavedPlan(BufferedInputStream stream) throws IOException {
        stream.mark(4);
        byte[] start = stream.readNBytes(4);
        stream.reset();
        if (start.length == 0) {
            throw Refusal.malformed("it is empty");
        }
        if (start.length == 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
            throw Refusal.malformed("it is the saved plan itself");
        }
    }

    /** The stream belongs to the caller. */
    private static final class Unclosed extends java.io.FilterInputStream {
        Unclosed(InputStream stream) {
            super(stream);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
