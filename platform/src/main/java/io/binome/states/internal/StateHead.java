package io.binome.states.internal;

import io.binome.kernel.ProblemException;
import io.binome.states.StatesProblem.Malformed;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a state says of itself, read in passing: the whole body is looked at, none of it is held.
 *
 * @param serialOffset where the serial's digits begin, in bytes
 * @param serialLength how many digits it has
 */
record StateHead(
        long serial, String lineage, String terraformVersion, boolean encrypted, long serialOffset, int serialLength) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 4;
    private static final int LONGEST_LINEAGE = 200;
    private static final int LONGEST_VERSION = 100;
    /** Terraform reads names without regard to case, and takes the last of several: neither is admitted here. */
    private static final Set<String> OURS =
            Set.of("version", "serial", "lineage", "terraform_version", "encrypted_data");

    /**
     * Reads a body to its end.
     *
     * @throws ProblemException with {@link Malformed}, whose sentence holds nothing of the body
     * @throws JacksonIOException when the stream itself fails
     */
    static StateHead read(InputStream body) {
        try (JsonParser parser = JSON.createParser(body)) {
            return read(parser);
        } catch (JacksonIOException failed) {
            throw failed;
        } catch (JacksonException malformed) {
            var at = malformed.getLocation();
            throw refused(
                    at == null || at.getLineNr() < 0
                            ? "it is no JSON"
                            : "it is no JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    private static StateHead read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refused("it is no JSON object");
        }
        Reading reading = new Reading();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            String known = name.toLowerCase(Locale.ROOT);
            if (!OURS.contains(known)) {
                parser.skipChildren();
            } else if (!known.equals(name)) {
                throw refused("\"" + known + "\" is not written in lower case");
            } else {
                reading.take(name, parser);
            }
        }
        if (parser.nextToken() != null) {
            throw refused("something follows its end");
        }
        return reading.head();
    }

    private static ProblemException refused(String reason) {
        return new ProblemException(new Malformed(reason));
    }

    private static final class Reading {
        private @Nullable Long version;
        private @Nullable Long serial;
        private @Nullable String lineage;
        private @Nullable String terraformVersion;
        private boolean encrypted;
        private long serialOffset;
        private int serialLength;

        void take(String name, JsonParser parser) {
            switch (name) {
                case "version" -> version = number(name, parser, version);
                case "serial" -> {
                    serialOffset = parser.currentTokenLocation().getByteOffset();
                    serialLength = parser.getString().length();
                    serial = number(name, parser, serial);
                }
                case "lineage" -> lineage = text(name, parser, lineage, LONGEST_LINEAGE);
                case "terraform_version" -> terraformVersion = text(name, parser, terraformVersion, LONGEST_VERSION);
                default -> {
                    encrypted = true;
                    parser.skipChildren();
                }
            }
        }

        private static Long number(String name, JsonParser parser, @Nullable Long before) {
            if (before != null) {
                throw refused("it has \"" + name + "\" twice");
            }
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || parser.getLongValue() < 0) {
                throw refused("its \"" + name + "\" is no whole number from 0");
            }
            return parser.getLongValue();
        }

        private static String text(String name, JsonParser parser, @Nullable String before, int longest) {
            if (before != null) {
                throw refused("it has \"" + name + "\" twice");
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw refused("its \"" + name + "\" is no text");
            }
            String text = parser.getString();
            if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
                throw refused(
                        "its \"" + name + "\" is longer than " + longest + " characters or has control characters");
            }
            return text;
        }

        StateHead head() {
            if (!encrypted && version == null) {
                throw refused("it has no \"version\"");
            }
            if (version != null && version != FORMAT && !encrypted) {
                throw refused("it has format " + version + ", and only " + FORMAT
                        + " is known here; write it anew with a current program first");
            }
            if (serial == null) {
                throw refused("it has no \"serial\"");
            }
            if (lineage == null || lineage.isEmpty()) {
                throw refused("it has no \"lineage\"");
            }
            if (serialOffset < 0) {
                throw refused("it is not in UTF-8");
            }
            return new StateHead(
                    serial,
                    lineage,
                    terraformVersion == null ? "" : terraformVersion,
                    encrypted,
                    serialOffset,
                    serialLength);
        }
    }
}
