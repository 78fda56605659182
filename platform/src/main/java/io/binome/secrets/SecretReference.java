package io.binome.secrets;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file says instead of a value. Kept here: {@code name} or {@code name@version}. In Vault's key-value engine:
 * {@code vault:<mount>/<path>#<field>} with {@code @version} or without. Made by Vault for each borrower:
 * {@code vault-database:<mount>/creds/<role>#username} and {@code …#password}.
 */
public sealed interface SecretReference extends Comparable<SecretReference> {
    /** The form that stands in files; {@link #parse} reads it. */
    String text();

    /** A value that is another for each borrower: no two plans see the same, and none is kept. */
    default boolean isDynamic() {
        return false;
    }

    /** Whether it always means the same value. */
    boolean isPinned();

    /** In Binome's own store. {@code version} is from 1; null for the newest. */
    record Kept(String name, @Nullable Integer version) implements SecretReference {
        @Override
        public String text() {
            return version == null ? name : name + "@" + version;
        }

        @Override
        public boolean isPinned() {
            return version != null;
        }
    }

    /** A field of an entry of Vault's key-value engine, version 2. */
    record VaultField(
            String mount,
            String path,
            String field,
            @Nullable Integer version) implements SecretReference {
        @Override
        public String text() {
            return "vault:" + mount + "/" + path + "#" + field + (version == null ? "" : "@" + version);
        }

        @Override
        public boolean isPinned() {
            return version != null;
        }
    }

    /** One half of a login that Vault makes at a database, and takes back when the borrower is done. */
    record VaultDatabase(String mount, String role, Part part) implements SecretReference {
        /** Which half. */
        public enum Part {
            USERNAME,
            PASSWORD;

            public String text() {
                return this == USERNAME ? "username" : "password";
            }
        }

        @Override
        public String text() {
            return "vault-database:" + mount + "/creds/" + role + "#" + part.text();
        }

        @Override
        public boolean isDynamic() {
            return true;
        }

        @Override
        public boolean isPinned() {
            return false;
        }
    }

    /** The key under which a plan's {@code resolutions} keep what this meant. */
    default String resolutionKey() {
        return "secret " + text();
    }

    /** What it meant when a plan was made, if these resolutions of the plan say so; else itself. */
    default SecretReference pinned(Map<String, String> resolutions) {
        String meant = resolutions.get(resolutionKey());
        return meant == null ? this : parse("secret", meant);
    }

    @Override
    default int compareTo(SecretReference other) {
        return text().compareTo(other.text());
    }

    Pattern KEPT = Pattern.compile("([^@]*)(?:@([1-9][0-9]{0,8}))?");

    /** No {@code ..}, no escapes: nothing that another part of Vault's API could be reached by. */
    String VAULT_SEGMENT = "(?!\\.{1,2}(?:/|#|$))[A-Za-z0-9_.=-]{1,128}";

    Pattern FIELD = Pattern.compile("vault:(" + VAULT_SEGMENT + ")/(" + VAULT_SEGMENT + "(?:/" + VAULT_SEGMENT
            + "){0,15})#([A-Za-z0-9_.-]{1,128})(?:@([1-9][0-9]{0,8}))?");

    Pattern DATABASE =
            Pattern.compile("vault-database:(" + VAULT_SEGMENT + ")/creds/(" + VAULT_SEGMENT + ")#(username|password)");

    /**
     * Reads a reference.
     *
     * @param field what it stands in, as the user knows it
     * @throws ProblemException with {@link InvalidInput} when it is none
     */
    static SecretReference parse(String field, String text) {
        if (text.length() > 1024) {
            throw wrong(field);
        }
        if (text.startsWith("vault-database:")) {
            Matcher matcher = DATABASE.matcher(text);
            if (!matcher.matches()) {
                throw wrong(field);
            }
            return new VaultDatabase(
                    matcher.group(1),
                    matcher.group(2),
                    matcher.group(3).equals("username") ? VaultDatabase.Part.USERNAME : VaultDatabase.Part.PASSWORD);
        }
        if (text.startsWith("vault:")) {
            Matcher matcher = FIELD.matcher(text);
            if (!matcher.matches()) {
                throw wrong(field);
            }
            return new VaultField(matcher.group(1), matcher.group(2), matcher.group(3), number(matcher.group(4)));
        }
        Matcher matcher = KEPT.matcher(text);
        if (!matcher.matches() || !SecretName.isName(matcher.group(1))) {
            throw wrong(field);
        }
        return new Kept(matcher.group(1), number(matcher.group(2)));
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    /** Without the text: somebody may have written a value where its name belongs. */
    private static ProblemException wrong(String field) {
        return new ProblemException(InvalidInput.of(
                field,
                "must name a secret: NAME or NAME@VERSION, vault:MOUNT/PATH#FIELD with @VERSION or without, or"
                        + " vault-database:MOUNT/creds/ROLE#username or #password"));
    }
}
